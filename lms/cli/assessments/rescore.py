"""`payung items regrade`: score answers otherwise for a stated reason, and list whom it moves.

`--dry-run` writes nothing. Without it the decision is written down first and then carried out;
whoever is stopped in between leaves the rest to the worker of the server.
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
    "pass-lost": mark("the test is not passed any more"),
    "level-higher": mark("the score is now that of a higher level"),
    "level-lower": mark("the score is now that of a lower level"),
}
MAX_REASON_LENGTH: Final = 200  # signs, as on the page


def _validate_reason(ctx: click.Context, param: click.Parameter, value: str) -> str:
    """A reason that is kept as it was typed, or refused before anything is looked at."""
    from lms.cli.error_messages import describe_error
    from lms.kernel.texts.texts import clean_line

    try:
        reason = clean_line(value, max_length=MAX_REASON_LENGTH)
    except LmsError as unfit:
        raise click.BadParameter(describe_error(unfit), ctx, param) from unfit
    if not reason:
        raise click.BadParameter(
            translate("Write why scores change; it is kept with each new score."), ctx, param
        )
    return reason


@click.command(
    name="regrade",
    help=translate("Score answers otherwise, for a stated reason; old scores are kept."),
)
@click.argument("item", required=False)
@click.option("--course", required=True, help=translate("The code of the course."))
@click.option("--version", type=int, help=translate("The version of the item that was asked."))
@click.option("--key-of", type=int, help=translate("Score by the key of this version."))
@click.option(
    "--drop", "rule", flag_value="drop", help=translate("Let the item count for nothing.")
)
@click.option("--full-credit", "rule", flag_value="full-credit", help=translate("Right for all."))
@click.option(
    "--as-written", "rule", flag_value="as-written", help=translate("By its own key again.")
)
@click.option("--late-of", type=UUID, help=translate("Count the late answers at this assessment."))
@click.option("--late", type=UUID, help=translate("Count the late answers of this attempt."))
@click.option(
    "--reason",
    required=True,
    callback=_validate_reason,
    help=translate("Kept with each new score; names nobody."),
)
@click.option("--dry-run", is_flag=True, help=translate("Only list what would change."))
@click.option("--json", "as_json", is_flag=True, help=translate("Print JSON."))
def rescore(course: str, reason: str, *, dry_run: bool, as_json: bool, **asked: Any) -> None:
    wanted = RescoreRequest(course, **asked)
    if wanted.is_unclear:
        raise click.UsageError(
            translate("Name an item and one of --key-of, --drop, --full-credit, --as-written.")
        )
    from lms.extensions import db

    with application(load_settings()):
        target = _target(db.session(), wanted)
        found = _preview(db.session(), target)
        if not as_json:
            _print_preview(found)
        done = None if dry_run else _apply(target, course, reason)
    if as_json:
        click.echo(json.dumps({**asdict(found), "regraded": done}, default=str, indent=2))
    elif done is not None:
        click.echo(translate("Regraded: %(count)s attempts have a new score.") % {"count": done})


@dataclass(frozen=True, slots=True)
class RescoreRequest:
    """What was typed."""

    course: str
    item: str | None
    version: int | None
    key_of: int | None
    rule: "Rule | None"
    late_of: UUID | None
    late: UUID | None

    @property
    def is_late(self) -> bool:
        return bool(self.late or self.late_of)

    @property
    def is_unclear(self) -> bool:
        """One item and one rule, or late answers alone."""
        rules = bool(self.key_of) + bool(self.rule) + self.is_late
        return rules != 1 or self.is_late == bool(self.item)


def _target(session: "Session", wanted: RescoreRequest) -> "Target":
    from assessments.rescoring.targets import find_item_target, find_late_target
    from courses.catalogue.versions import course_ids

    found = course_ids(session, wanted.course, language="en")
    if wanted.item is None:
        return find_late_target(
            session,
            context_ids=found.version_ids,
            assessment_id=wanted.late_of,
            attempt_id=wanted.late,
        )
    return find_item_target(
        session,
        bank_code=wanted.course,
        item_code=wanted.item,
        rule=wanted.rule or "key",
        version=wanted.version,
        key_version=wanted.key_of,
    )


def _preview(session: "Session", target: "Target") -> "DryRun":
    from lms.kernel.clock import utc_now
    from lms.workflows.attempts.rescore import dry_run

    found = dry_run(session, target, now=utc_now())
    session.rollback()
    return found


def _print_preview(found: "DryRun") -> None:
    from certificates.numbers import format_number

    for change in found.changes:
        told = f"{_format_score(change.before)} -> {_format_score(change.after)}"
        click.echo(f"  {change.learner_id}  {change.number}  {told}")
    for one in found.touched:
        number = format_number(one.certificate.number)
        click.echo(f"! {number}: {translate(EFFECT_TEXTS[one.effect])}")
    counted = {"all": found.attempts, "changed": len(found.changes)}
    sentence = translate("%(changed)s of %(all)s attempts change their score.")
    click.echo(sentence % counted)
    click.echo(
        translate("Certificates to decide about: %(touched)s; learners who pass now: %(passed)s.")
        % {"touched": len(found.touched), "passed": len(found.newly_passed)}
    )


def _format_score(mark: "ScoreSummary") -> str:
    passed = {True: translate("passed"), False: translate("not yet passed"), None: ""}
    return f"{mark.points:g}/{mark.max_points} {passed[mark.has_passed]}".rstrip()


def _apply(target: "Target", course: str, reason: str) -> int:
    """The number of attempts with a new score."""
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
    done = run_rescoring(
        task_context(), regrade_id, target, lambda *part: show_progress(job_id, *part)
    )
    with transaction() as session:
        finish_job(session, job_id, now=utc_now())
    return done
