"""Pages that report a suspect certificate to the administrators."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from certificates.numbers import format_number, parse_number
from lms.extensions import limiter, transaction
from lms.kernel.clock import utc_now
from lms.web.verify.blueprint import bp, private_response
from lms.web.verify.forms import MAX_NUMBER_LENGTH, ReportForm
from lms.workflows.certificates.report_certificate import report_certificate

REPORTS = "5 per hour; 20 per day"


def is_report() -> bool:
    """Whether the request sends a report."""
    return request.method == "POST"


@bp.route("/verify/report", methods=["GET", "POST"])
@limiter.limit(REPORTS, exempt_when=lambda: not is_report())
def report() -> ResponseReturnValue:
    """Send a report. The number is optional, since a forgery may have none."""
    form = ReportForm(data={"number": request.args.get("number", "")[:MAX_NUMBER_LENGTH]})
    if not is_report():
        return private_response(render_template("verify/report.html", form=form), has_form=True)
    if not form.validate():
        return private_response(
            render_template("verify/report.html", form=form), has_form=True
        ), 422
    number = parse_number(form.number.data)
    with transaction() as session:
        report_certificate(
            session,
            number=format_number(number) if number else form.number.data,
            account=form.account.data,
            reply_to=form.reply_to.data,
            now=utc_now(),
        )
    return redirect(url_for(".reported"), 303)


@bp.get("/verify/report/sent")
def reported() -> ResponseReturnValue:
    """Confirm that a report was sent."""
    return private_response(render_template("verify/reported.html"))
