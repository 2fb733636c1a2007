"""Pages of certificates: the holder's own, and the check that anyone may make."""

from dataclasses import replace
from datetime import datetime
from http import HTTPStatus
from io import BytesIO
from zoneinfo import ZoneInfo

from flask import (
    Blueprint,
    Response,
    make_response,
    redirect,
    render_template,
    request,
    send_file,
    url_for,
)
from flask.typing import ResponseReturnValue

from certificates import queries
from certificates.hosts import host_of
from certificates.numbers import format_number, parse_number
from certificates.queries import CertificateStatus
from lms.artefacts import desk
from lms.extensions import current_ports, db, limiter
from lms.kernel.clock import utc_now
from lms.web.auth import current_person
from lms.web.certificates.preview import preview_of
from lms.web.certificates.verdicts import LEVELS, NOT_FOUND, Verdict, verdict_on
from lms.web.language import current_language, other_language
from lms.web.shell import page_shell
from lms.web.times import local_date
from lms.workflows import make_artefacts

bp = Blueprint("certificates", __name__, template_folder="templates")
bp.add_app_template_filter(format_number, "certificate_number")


@bp.app_template_filter()
def certificate_date(moment: datetime) -> str:
    """The day as it stands on the paper: in the zone of certificates, not of the reader."""
    return local_date(moment.astimezone(ZoneInfo(current_ports().time_zone)).date())


MISSES = "30 per minute; 300 per hour"
LONGEST_TYPED = 64
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


@bp.get("/verify")
def verify() -> ResponseReturnValue:
    """Type a number; what cannot be one is answered like a number that nobody has."""
    typed = request.args.get("number", "").strip()
    if not typed:
        return render_template("certificates/verify.html")
    number = parse_number(typed[: LONGEST_TYPED + 1])
    return redirect(url_for(".verdict", number=format_number(number) if number else "-"), 303)


@bp.get("/V/<path:number>")
@bp.get("/v/<path:number>")
@limiter.limit(MISSES, deduct_when=lambda response: response.status_code == HTTPStatus.NOT_FOUND)
def verdict(number: str) -> ResponseReturnValue:
    """The answer that a phone camera opens. The signed part of a code never reaches the server."""
    status = queries.certificate_status(db.session(), number, now=utc_now())
    found = verdict_on(status)
    if found is NOT_FOUND:
        return _checked(render_template("certificates/not_found.html", shell=_plain_shell())), 404
    return _checked(_verdict_page(status, found))


def _own(number: str) -> queries.CertificatePage:
    person = current_person()
    return queries.certificate_page(db.session(), number, person_id=person.id, now=utc_now())


def _verdict_page(status: CertificateStatus, found: Verdict) -> str:
    return render_template(
        "certificates/verdict.html",
        status=status,
        verdict=found,
        levels=LEVELS[status.level],
        host=host_of(current_ports().public_url).authority,
    )


def _checked(page: str) -> Response:
    """Never stored, indexed or named to another site."""
    response = make_response(page)
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def _plain_shell() -> object:
    """The frame without the number in it: all misses have the same body."""
    code = other_language(current_language())
    switch_url = url_for("pages.switch_language", code=code, next=url_for(".verify"))
    return replace(page_shell()["shell"], switch_url=switch_url)


def _public_address(status: CertificateStatus) -> str:
    """What the holder gives to others: the page that answers for the number."""
    origin = host_of(current_ports().public_url).origin
    return f"{origin}{url_for('.verdict', number=format_number(status.number))}"
