"""Pages of certificates for those who hold them."""

from datetime import datetime
from io import BytesIO
from zoneinfo import ZoneInfo

from flask import Blueprint, make_response, render_template, send_file, url_for
from flask.typing import ResponseReturnValue

from certificates import queries
from certificates.hosts import host_of
from certificates.numbers import format_number
from certificates.queries import CertificateStatus
from lms.artefacts import desk
from lms.extensions import current_ports, db
from lms.kernel.clock import utc_now
from lms.web.auth import current_person
from lms.web.certificates.preview import preview_of
from lms.web.language import current_language
from lms.web.times import local_date
from lms.web.verify.verdicts import LEVELS, verdict_on
from lms.workflows import make_artefacts

bp = Blueprint("certificates", __name__, template_folder="templates")
bp.add_app_template_filter(format_number, "certificate_number")


@bp.app_template_filter()
def certificate_date(moment: datetime) -> str:
    """The day as it stands on the paper: in the zone of certificates, not of the reader."""
    return local_date(moment.astimezone(ZoneInfo(current_ports().time_zone)).date())


TYPES = {"pdf": "application/pdf", "png": "image/png"}


@bp.get("/certificates")
def own_certificates() -> ResponseReturnValue:
    person = current_person()
    certificates = queries.certificates_of(db.session(), person.id)
    return render_template(
        "certificates/list.html",
        certificates=[one for one in certificates if one.withdrawn_at is None],
        language=current_language(),
        now=utc_now(),
    )


@bp.get("/certificates/<number>")
def own_certificate(number: str) -> ResponseReturnValue:
    page = _own(number)
    return render_template(
        "certificates/page.html",
        page=page,
        verdict=verdict_on(page.status),
        title=page.title(current_language()),
        level=LEVELS[page.status.level][current_language() == "en"],
        address=_public_address(page.status),
    )


@bp.get("/certificates/<number>.<any(pdf, png):kind>")
def own_artefact(number: str, kind: str) -> ResponseReturnValue:
    page = _own(number)
    data = make_artefacts.artefact(desk(), page.id, kind)
    name = f"sertifikat-{format_number(page.status.number)}.{kind}"
    return send_file(
        BytesIO(data), mimetype=TYPES[kind], as_attachment=True, download_name=name, max_age=None
    )


@bp.get("/certificates/<number>/preview.webp")
def own_preview(number: str) -> ResponseReturnValue:
    """A small picture for the page, made of the large one that is kept."""
    picture = make_artefacts.artefact(desk(), _own(number).id, "png")
    response = make_response(preview_of(picture))
    response.content_type = "image/webp"
    response.headers["Cache-Control"] = "private, max-age=86400, immutable"
    return response


def _own(number: str) -> queries.CertificatePage:
    person = current_person()
    return queries.certificate_page(db.session(), number, person_id=person.id, now=utc_now())


def _public_address(status: CertificateStatus) -> str:
    """What the holder gives to others: the page that answers for the number."""
    origin = host_of(current_ports().public_url).origin
    return f"{origin}{url_for('verify.verdict', number=format_number(status.number))}"
