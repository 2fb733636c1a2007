"""`payung items regrade`: scores answers differently for a stated reason and lists the effects.

`--dry-run` writes nothing. Otherwise the decision is stored first and then executed; if the command
is interrupted, the worker of the server continues.
"""

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

import click

from lms.cli.application import application
from lms.cli.language import mark, translate
from lms.cli.settings import load_settings
from lms.kernel.errors import LmsError

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from assessments.kinds import Rule
    from assessments.rescoring.rescoring import ScoreSummary
    from assessments.rescoring.targets import Target
    from lms.workflows.attempts.rescore import DryRun

EFFECT_TEXTS: Final = {
    "pass-lost": mark("the test is no longer passed"),
    "level-higher": mark("the score now reaches a higher level"),
    "level-lower": mark("the score now reaches only a lower level"),
}
MAX_REASON_LENGTH: Final = 200  # characters, as on the page


def _validate_reason(ctx: click.Context, param: click.Parameter, value: str) -> str:
    """Reject a reason that could not be stored as typed, before anything is read."""
    from lms.cli.error_messages import describe_error
    from lms.kernel.texts.texts import clean_line

    try:
        reason = clean_line(value, max_length=MAX_REASON_LENGTH)
    except LmsError as error:
        raise click.BadParameter(describe_error(error), ctx, param) from error
    if not reason:
        raise click.BadParameter(
            translate("Write why scores change; the reason is stored with each new score."),
            ctx,
            param,
        )
    return reason


@click.command(
    name="regrade",
    help=translate("Score answers differently, for a stated reason; old scores are kept."),
)
@click.argument("item", required=False)
@click.option("--course", required=True, help=translate("The code of the course."))
@click.option(
    "--version", type=int, help=translate("The version of the item that learners answered.")
)
@click.option("--key-of", type=int, help=translate("Score by the key of this version."))
@click.option(
    "--drop", "rule", flag_value="drop", help=translate("Leave the item out of the score.")
)
@click.option(
    "--full-credit",
    "rule",
    flag_value="full-credit",
    help=translate("Give full credit to all learners."),
)
@click.option(
    "--as-written", "rule", flag_value="as-written", help=translate("Score by its own key again.")
)
@click.option("--late-of", type=UUID, help=translate("Count the late answers at this assessment."))
@click.option("--late", type=UUID, help=translate("Count the late answers of this attempt."))
@click.option(
    "--reason",
    required=True,
    callback=_validate_reason,
    help=translate("Stored with each new score; must not name anybody."),
)
@click.option("--dry-run", is_flag=True, help=translate("Only list what would change."))
@click.option("--json", "as_json", is_flag=True, help=translate("Print JSON."))
def rescore(course: str, reason: str, *, dry_run: bool, as_json: bool, **options: Any) -> None:
    """Print the effects of a rescoring and, unless `dry_run`, apply it."""
    request = RescoreRequest(course, **options)
    if request.is_unclear:
        raise click.UsageError(
            translate("Name an item and one of --key-of, --drop, --full-credit, --as-written.")
        )
    from lms.extensions import db

    with application(load_settings()):
        target = _target(db.session(), request)
        preview = _preview(db.session(), target)
        if not as_json:
            _print_preview(preview)
        count = None if dry_run else _apply(target, course, reason)
    if as_json:
        click.echo(json.dumps({**asdict(preview), "regraded": count}, default=str, indent=2))
    elif count is not None:
        click.echo(translate("Rescored: %(count)s attempts have a new score.") % {"count": count})


@dataclass(frozen=True, slots=True)
class RescoreRequest:
    """Arguments of the command."""

    course: str
    item: str | None
    version: int | None
    key_of: int | None
    rule: "Rule | None"
    late_of: UUID | None
    late: UUID | None

    @property
    def is_late(self) -> bool:
        """Tell whether late answers are to count."""
        return bool(self.late or self.late_of)

    @property
    def is_unclear(self) -> bool:
        """Tell whether it names neither one item with one rule, nor late answers alone."""
        rules = bool(self.key_of) + bool(self.rule) + self.is_late
        return rules != 1 or self.is_late == bool(self.item)


def _target(session: "Session", request: RescoreRequest) -> "Target":
    from assessments.rescoring.targets import find_item_target, find_late_target
    from courses.catalogue.versions import course_ids

    ids = course_ids(session, request.course, language="en")
    if request.item is None:
        return find_late_target(
            session,
            context_ids=ids.version_ids,
            assessment_id=request.late_of,
            attempt_id=request.late,
        )
    return find_item_target(
        session,
        bank_code=request.course,
        item_code=request.item,
        rule=request.rule or "key",
        version=request.version,
        key_version=request.key_of,
    )


def _preview(session: "Session", target: "Target") -> "DryRun":
    from lms.kernel.clock import utc_now
    from lms.workflows.attempts.rescore import dry_run

    preview = dry_run(session, target, now=utc_now())
    session.rollback()
    return preview


def _print_preview(preview: "DryRun") -> None:
    from certificates.numbers import format_number

    for change in preview.changes:
        scores = f"{_format_score(change.before)} -> {_format_score(change.after)}"
        click.echo(f"  {change.learner_id}  {change.number}  {scores}")
    for entry in preview.touched:
        number = format_number(entry.certificate.number)
        click.echo(f"! {number}: {translate(EFFECT_TEXTS[entry.effect])}")
    counts = {"all": preview.attempts, "changed": len(preview.changes)}
    message = translate("%(changed)s of %(all)s attempts change their score.")
    click.echo(message % counts)
    click.echo(
        translate("Certificates to decide about: %(touched)s; learners who pass now: %(passed)s.")
        % {"touched": len(preview.touched), "passed": len(preview.newly_passed)}
    )


def _format_score(score: "ScoreSummary") -> str:
    passed = {True: translate("passed"), False: translate("not yet passed"), None: ""}
    return f"{score.points:g}/{score.max_points} {passed[score.has_passed]}".rstrip()


def _apply(target: "Target", course: str, reason: str) -> int:
    """Execute the decision and return the number of attempts with a new score."""
    from lms.extensions import task_context, transaction
    from lms.jobs.certificates import show_progress
    from lms.kernel.clock import new_id, utc_now
    from lms.kernel.jobs import finish_job
    from lms.workflows.attempts.rescore import decide_rescoring, run_rescoring

    regrade_id = new_id()
    with transaction() as session:
        job_id = decide_rescoring(
            session,
            target,
            regrade_id=regrade_id,
            course_code=course,
            reason=reason,
            decided_by=None,
            now=utc_now(),
        )
    changed = run_rescoring(
        task_context(), regrade_id, target, lambda *part: show_progress(job_id, *part)
    )
    with transaction() as session:
        finish_job(session, job_id, now=utc_now())
    return changed
