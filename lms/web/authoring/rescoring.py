"""Pages of rescoring tests: preview, decision, progress, and affected certificates."""

from http import HTTPStatus
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from assessments.errors import KeyUnfit, NothingLate, ReasonMissing
from assessments.kinds import RULES, Rule
from assessments.rescoring import queries
from assessments.rescoring.targets import Target, find_item_target, find_late_target
from certificates.records.active import certificate_numbers
from lms.extensions import db, transaction
from lms.kernel.clock import new_id, utc_now
from lms.kernel.errors import LmsError
from lms.kernel.jobs import newest_job
from lms.kernel.texts.texts import clean_line
from lms.web.assessments.task_texts import NAMES
from lms.web.authoring.blueprint import bp
from lms.web.authoring.course import AuthoredCourse, course_for
from lms.web.authoring.items import page_of
from lms.web.authoring.labels import EFFECTS
from lms.web.authoring.labels import RULES as RULE_WORDS
from lms.web.texts.error_messages import error_message
from lms.workflows.attempts import rescore as workflow

MAX_REASON_LENGTH = 200
ITEM_RULES: tuple[Rule, ...] = tuple(rule for rule in RULES if rule != "late")


@bp.get("/<code>/regrades")
def rescorings(code: str) -> ResponseReturnValue:
    """List decided rescorings and late answers."""
    course = course_for("item.regrade", code)
    return rescores_page(course)


@bp.post("/<code>/regrades")
def decide_late(code: str) -> ResponseReturnValue:
    """Accept late answers of an assessment."""
    course = course_for("item.regrade", code)
    try:
        target = find_late_target(
            db.session(),
            context_ids=course.ids.version_ids,
            assessment_id=request.form.get("assessment", type=UUID),
            attempt_id=None,
        )
        return decide_rescore(course, target)
    except (NothingLate, ReasonMissing) as refused:
        return rescores_page(course, error_message(refused)), HTTPStatus.UNPROCESSABLE_ENTITY


@bp.get("/<code>/items/<item_code>/regrade")
def preview_rescoring(code: str, item_code: str) -> ResponseReturnValue:
    """Show the form, with a dry run once it is filled in. Changes nothing."""
    course = course_for("item.regrade", code)
    is_preview = request.args.get("rule") in ITEM_RULES
    return rescore_form(course, item_code, is_preview=is_preview)


@bp.post("/<code>/items/<item_code>/regrade")
def decide_rescoring(code: str, item_code: str) -> ResponseReturnValue:
    """Decide to rescore an item."""
    course = course_for("item.regrade", code)
    try:
        return decide_rescore(course, target_of(course, item_code))
    except (KeyUnfit, ReasonMissing) as refused:
        shown = rescore_form(course, item_code, is_preview=False, problem=error_message(refused))
        return shown, HTTPStatus.UNPROCESSABLE_ENTITY


@bp.get("/<code>/regrades/<uuid:rescoring_id>")
def rescoring(code: str, rescoring_id: UUID) -> ResponseReturnValue:
    """Show the progress, changed scores, and certificates that need a decision."""
    course = course_for("item.regrade", code)
    rescore = queries.get_rescoring_page(db.session(), rescoring_id, bank_code=course.code)
    certificate_ids = [finding.certificate_id for finding in rescore.findings]
    return render_template(
        "authoring/regrade.html",
        course=course,
        page=rescore,
        job=newest_job(
            db.session(), kind=workflow.JOB_KIND, key_begins=f"{workflow.JOB_KIND}:{rescoring_id}"
        ),
        numbers=certificate_numbers(db.session(), certificate_ids),
        rules=RULE_WORDS,
        effects=EFFECTS,
        shown=queries.MAX_SHOWN_CHANGES,
        may_find=course.person.may("person.find"),
        may_see_certificates=course.person.may("certificate.see"),
    )


@bp.post("/<code>/regrades/<uuid:rescoring_id>/findings/<uuid:finding_id>/keep")
def keep_certificate(code: str, rescoring_id: UUID, finding_id: UUID) -> ResponseReturnValue:
    """Decide that a certificate stays valid. Revoking is done on its own page."""
    course = course_for("item.regrade", code)
    queries.get_rescoring_page(db.session(), rescoring_id, bank_code=course.code)
    with transaction() as session:
        workflow.keep_certificate(
            session, rescoring_id, finding_id, kept_by=course.person.id, now=utc_now()
        )
    flash(_("Recorded: the certificate stays as it is."))
    return redirect(url_for(".rescoring", code=course.code, rescoring_id=rescoring_id), 303)


def decide_rescore(course: AuthoredCourse, target: Target) -> ResponseReturnValue:
    """Store the decision. The id comes from the form, so submitting twice decides once."""
    rescoring_id = request.form.get("regrade_id", type=UUID) or new_id()
    reason = typed_reason()
    with transaction() as session:
        workflow.decide_rescoring(
            session,
            target,
            regrade_id=rescoring_id,
            course_code=course.code,
            reason=reason,
            decided_by=course.person.id,
            now=utc_now(),
        )
    flash(_("Decided. The new scores are computed in the background; the old ones are kept."))
    return redirect(url_for(".rescoring", code=course.code, rescoring_id=rescoring_id), 303)


def rescores_page(course: AuthoredCourse, problem: str = "") -> str:
    """Render the list of rescorings."""
    return render_template(
        "authoring/regrades.html",
        course=course,
        rescorings=queries.list_rescorings(db.session(), bank_code=course.code),
        late=queries.count_late_answers(db.session(), course.ids.version_ids),
        tasks=NAMES,
        rules=RULE_WORDS,
        rescoring_id=new_id(),
        reason=request.form.get("reason", ""),
        problem=problem,
        has_errors=bool(problem),
    )


def rescore_form(
    course: AuthoredCourse, item_code: str, *, is_preview: bool, problem: str = ""
) -> str:
    """Render the form, with a dry run if `is_preview`."""
    page = page_of(course, item_code)
    preview = None
    if is_preview:
        try:
            target = target_of(course, item_code)
            preview = workflow.dry_run(db.session(), target, now=utc_now())
        except KeyUnfit as refused:
            problem = error_message(refused)
    return render_template(
        "authoring/regrade_form.html",
        course=course,
        page=page,
        preview=preview,
        posted=request.values,
        rules={rule: RULE_WORDS[rule] for rule in ITEM_RULES},
        effects=EFFECTS,
        rescoring_id=new_id(),
        problem=problem,
        has_errors=bool(problem),
        shown=queries.MAX_SHOWN_CHANGES,
    )


def target_of(course: AuthoredCourse, item_code: str) -> Target:
    """The item and rule of the form. Raises KeyUnfit, ItemNotScored or ItemNotFound."""
    typed = request.values.get("rule", "")
    rule = next((known for known in ITEM_RULES if known == typed), ITEM_RULES[0])
    return find_item_target(
        db.session(),
        bank_code=course.code,
        item_code=item_code,
        rule=rule,
        version=request.values.get("version", type=int),
        key_version=request.values.get("key_version", type=int),
    )


def typed_reason() -> str:
    """The reason in the form. Raises ReasonMissing if it is empty or invalid."""
    try:
        return clean_line(request.form.get("reason", ""), max_length=MAX_REASON_LENGTH)
    except LmsError as unfit:
        raise ReasonMissing() from unfit
