"""Pages of a holder's certificates and their files."""

from io import BytesIO

from flask import make_response, render_template, send_file
from flask.typing import ResponseReturnValue

from certificates.errors import CertificateNotFound
from certificates.numbers import format_number
from certificates.records import queries
from lms.extensions import db, task_context
from lms.kernel.clock import utc_now
from lms.web.access.auth import current_person
from lms.web.assessments.course_frame import courses_of, has_draft
from lms.web.catalogue.certificate_rules import certificate_rules
from lms.web.certificates.blueprint import bp
from lms.web.certificates.sharing import profile_link, public_address
from lms.web.certificates.states import list_own_certificates
from lms.web.texts.language import current_language
from lms.web.verify.verdicts import LEVELS
from lms.workflows.certificates import make_files
from lms.workflows.certificates.file_pipeline import UNSEALED_PDF

FILES = {
    # suffix of the URL: kind of file, content type
    "pdf": ("sealed-pdf", "application/pdf"),
    "png": ("png", "image/png"),
    "json": ("json", "application/ld+json"),
    "jwt": ("jwt", "application/jwt"),
}
MORE_FILES = {
    "badge.png": ("badge-png", "image/png"),
    "badge.svg": ("badge-svg", "image/svg+xml"),
    "first.pdf": (UNSEALED_PDF, "application/pdf"),
}


@bp.get("/certificates")
def own_certificates() -> ResponseReturnValue:
    """List the certificates of the person."""
    person = current_person()
    certificates = queries.certificates_of_person(db.session(), person.id)
    joined = () if certificates else courses_of(person)
    return render_template(
        "certificates/list.html",
        certificates=list_own_certificates(certificates, now=utc_now()),
        language=current_language(),
        rules=certificate_rules(joined[0]) if joined else (),
        is_draft=has_draft(person),
    )


@bp.get("/certificates/<number>")
def own_certificate(number: str) -> ResponseReturnValue:
    """Show a certificate with its files and links."""
    page = _own(number)
    title = page.title(current_language())
    return render_template(
        "certificates/page.html",
        page=page,
        renewal_opens=_renewal_opens(page),
        title=title,
        level=LEVELS[page.status.level][current_language() == "en"],
        address=public_address(page.status),
        profile_link=profile_link(page.status, title=title),
        has_first_pdf=_has_first_pdf(page),
        is_draft=has_draft(current_person(), page.status.course_code),
    )


@bp.get("/certificates/<number>.<any(pdf, png, json, jwt):name>")
def own_certificate_file(number: str, name: str) -> ResponseReturnValue:
    """Serve a file as a download."""
    page = _own(number)
    return _download(page, *FILES[name], ending=f".{name}")


@bp.get("/certificates/<number>/<any('badge.png', 'badge.svg', 'first.pdf'):name>")
def own_badge(number: str, name: str) -> ResponseReturnValue:
    """Serve the badge, or the PDF of a certificate issued before seals existed."""
    page = _own(number)
    if name == "first.pdf" and not _has_first_pdf(page):
        raise CertificateNotFound()
    return _download(page, *MORE_FILES[name], ending=f"-{name}")


@bp.get("/certificates/<number>/preview.webp")
def own_preview(number: str) -> ResponseReturnValue:
    """Serve a small image of the page."""
    response = make_response(make_files.preview(db.session(), _own(number).id))
    response.content_type = "image/webp"
    response.headers["Cache-Control"] = "private, max-age=86400, immutable"
    return response


def _own(number: str) -> queries.CertificatePage:
    person = current_person()
    return queries.certificate_page(db.session(), number, person_id=person.id, now=utc_now())


def _download(
    page: queries.CertificatePage, kind: str, content_type: str, *, ending: str
) -> ResponseReturnValue:
    return send_file(
        BytesIO(make_files.get_file(task_context(), page.id, kind)),
        mimetype=content_type,
        as_attachment=True,
        download_name=f"sertifikat-{format_number(page.status.number)}{ending}",
        max_age=None,
    )


def _renewal_opens(page: queries.CertificatePage) -> bool:
    """Whether a refresher can renew the certificate now."""
    status, now = page.status, utc_now()
    ends = status.valid_until
    is_near = ends is not None and ends - queries.RENEWAL_PERIOD <= now
    return is_near and status.state == "valid" and not status.replaced_by


def _has_first_pdf(page: queries.CertificatePage) -> bool:
    """Whether the certificate was issued before seals existed and keeps its first PDF."""
    return queries.stored_file(db.session(), page.id, UNSEALED_PDF) is not None
