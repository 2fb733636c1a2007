"""Names on certificates as images, for devices whose fonts lack their letters."""

from base64 import b64encode

from flask import make_response, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from certificates.numbers import format_number
from certificates.pdf.name_image import name_svg, needs_image
from certificates.pdf.rendering import NameNotPrintable
from certificates.records import queries
from certificates.records.queries import CertificateStatus
from lms.extensions import db, limiter
from lms.kernel.clock import utc_now
from lms.web.verify.blueprint import bp
from lms.web.verify.numbers import MISSES, is_miss, not_found
from lms.web.verify.verdicts import verdict_on

DRAWN = Markup('<bdi><img class="drawn-name" src="{}" alt="{}"></bdi>')
WRITTEN = Markup("<bdi>{}</bdi>")


@bp.app_template_global()
def holder_name(status: CertificateStatus) -> Markup:
    """Format the holder's name as text, or as an image if a device may lack its letters."""
    if not needs_image(status.name):
        return WRITTEN.format(status.name)
    address = url_for("verify.drawn_name", number=format_number(status.number))
    return DRAWN.format(address, status.name)


@bp.app_template_global("drawn_name")
def name_in_page(name: str) -> Markup:
    """Format a name that has no public URL, such as a requested one, with an inline image."""
    if not needs_image(name):
        return WRITTEN.format(name)
    try:
        drawing = b64encode(name_svg(name)).decode()
    except NameNotPrintable:
        return WRITTEN.format(name)
    return DRAWN.format(f"data:image/svg+xml;base64,{drawing}", name)


@bp.get("/v/<number>/name.svg")
@limiter.limit(MISSES, deduct_when=is_miss)
def drawn_name(number: str) -> ResponseReturnValue:
    """Serve the name as SVG if the page shows it; else respond as for an unknown number.

    Cached by the browser only, with revalidation.
    """
    status = queries.certificate_status(db.session(), number, now=utc_now())
    if not (verdict_on(status).shows_holder and needs_image(status.name)):
        return not_found()
    try:
        response = make_response(name_svg(status.name))
    except NameNotPrintable:  # issued with other fonts: the page shows the text
        return not_found()
    response.mimetype = "image/svg+xml"
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Content-Security-Policy"] = "default-src 'none'"
    response.add_etag()
    return response.make_conditional(request)
