"""Regrades: what would change, the decision, and its work, which may issue certificates.

A certificate that is already out is never revoked here: it is listed, and a person decides.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

import courses.catalogue.queries
import courses.enrolment.queries
import courses.progress.service
from assessments.kinds import Effect
from assessments.rescoring import service, targets
from assessments.rescoring.effects import LearnerEffect, compute_learner_effects
from assessments.rescoring.rescoring import Change, find_score_changes
from certificates.records.active import ActiveCertificate, active_certificates
from courses.catalogue.queries import CompletionRules
from lms.kernel import audit
from lms.kernel.errors import LmsError
from lms.kernel.jobs import add_job
from lms.kernel.task_context import TaskContext
from lms.workflows.completion.complete_course import COMPLETED, WITH_DISTINCTION, award_if_complete

BATCH_SIZE = 250  # learners in one transaction
JOB_KIND = "regrade"
ReportProgress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class AffectedCertificate:
    """A certificate that is out, and what the new scores say of it."""

    learner_id: UUID
    certificate: ActiveCertificate
    effect: Effect


@dataclass(frozen=True, slots=True)
class DryRun:
    """`newly_passed` are learners without a certificate who reach the pass mark now."""

    attempts: int
    changes: tuple[Change, ...]
    touched: tuple[AffectedCertificate, ...]
    newly_passed: tuple[UUID, ...]


def dry_run(session: Session, target: targets.Target, *, now: datetime) -> DryRun:
    """Writes nothing."""
    rulings = targets.preview_rulings(session, target, now=now)
    changes: list[Change] = []
    effects: list[LearnerEffect] = []
    for learners in _batches(session, target):
        some = find_score_changes(session, learners, targets.is_affected(target), rulings)
        changes += some
        effects += compute_learner_effects(session, some)
    touched = _find_affected_certificates(session, effects)
    holders = {one.learner_id for one in touched}
    newly = (one.learner_id for one in effects if one.passed_after and not one.passed_before)
    return DryRun(
        targets.count_affected_attempts(session, target),
        tuple(changes),
        tuple(touched),
        tuple(one for one in newly if one not in holders),
    )


def decide_rescoring(
    session: Session,
    target: targets.Target,
    *,
    regrade_id: UUID,
    course_code: str,
    reason: str,
    decided_by: UUID | None,
    now: datetime,
) -> UUID:
    """Write the decision down and ask for its work; gives the job. The same id does it once.

    Raises ReasonMissing.
    """
    is_new = service.decide_rescoring(
        session,
        target,
        regrade_id=regrade_id,
        bank_code=course_code,
        reason=reason,
        decided_by=decided_by,
        now=now,
    )
    if is_new:
        subject = target.item_version_id or target.assessment_id
        named = {"rule": target.rule, "of": str(subject)}
        _record_audit(session, "regrade.decided", regrade_id, decided_by, now, named)
    return add_job(
        session,
        kind=JOB_KIND,
        key=f"{JOB_KIND}:{regrade_id}",
        arguments={"regrade_id": str(regrade_id)},
        now=now,
    )


def run_rescoring(
    context: TaskContext, regrade_id: UUID, target: targets.Target, report: ReportProgress
) -> int:
    """The number of attempts with a new score. Idempotent: what is scored so already is left."""
    total = targets.count_affected_attempts(context.read_session, target)
    batches = list(_batches(context.read_session, target))
    context.read_session.rollback()  # a snapshot held open delays other transactions
    changed = learners_done = 0
    learners = sum(map(len, batches))
    for batch in batches:
        with context.transaction() as session:
            changed += rescore_learners(session, regrade_id, batch, context.now)
        learners_done += len(batch)
        report(learners_done, learners)
    with context.transaction() as session:
        counted = {"attempts": total, "changed": changed}
        _record_audit(session, "regrade.done", regrade_id, None, context.now, counted)
    return changed


def keep_certificate(
    session: Session, regrade_id: UUID, finding_id: UUID, *, kept_by: UUID, now: datetime
) -> None:
    """Decide that a certificate stays as it is. Raises RescoringNotFound."""
    certificate_id = service.keep_certificate(
        session, regrade_id, finding_id, kept_by=kept_by, now=now
    )
    if certificate_id is not None:
        named = {"certificate_id": str(certificate_id)}
        _record_audit(session, "regrade.certificate-kept", regrade_id, kept_by, now, named)


def _batches(session: Session, target: targets.Target) -> Iterator[list[UUID]]:
    """All attempts of one learner in one batch."""
    learners = targets.list_affected_learners(session, target)
    for first in range(0, len(learners), BATCH_SIZE):
        yield learners[first : first + BATCH_SIZE]


def rescore_learners(
    session: Session, regrade_id: UUID, learner_ids: Sequence[UUID], now: datetime
) -> int:
    """One batch of the work; the number of attempts with a new score."""
    changes = service.find_pending_changes(session, regrade_id, learner_ids)
    effects = compute_learner_effects(session, changes)
    service.write_scores(session, regrade_id, changes, now=now)
    for one in _find_affected_certificates(session, effects):
        service.record_finding(
            session,
            regrade_id,
            learner_id=one.learner_id,
            certificate_id=one.certificate.id,
            effect=one.effect,
            now=now,
        )
    for effect in effects:
        if effect.passed_after and not effect.passed_before:
            _award(session, regrade_id, effect, now)
    return len(changes)


def _award(session: Session, regrade_id: UUID, effect: LearnerEffect, now: datetime) -> None:
    """What a pass brings: nothing is left to read again, and if all other rules are met too, the
    certificate."""
    enrolment_ids = courses.enrolment.queries.enrolments_in_version(
        session, [effect.learner_id], effect.context_id
    )
    for enrolment_id in enrolment_ids.values():
        courses.progress.service.end_reopening(session, enrolment_id=enrolment_id)
        if active_certificates(session, [enrolment_id]):
            continue
        try:
            with session.begin_nested():
                certificate_id = award_if_complete(session, enrolment_id=enrolment_id, now=now)
        except LmsError:  # an erased learner, or a name that cannot be printed: the others go on
            continue
        if certificate_id is not None:
            service.record_finding(
                session,
                regrade_id,
                learner_id=effect.learner_id,
                certificate_id=certificate_id,
                effect="issued",
                now=now,
            )


def _find_affected_certificates(
    session: Session, effects: Sequence[LearnerEffect]
) -> list[AffectedCertificate]:
    """Certificates whose ground moves: the pass is lost, or the level would be another one."""
    found = []
    for context_id in {one.context_id for one in effects}:
        some = [one for one in effects if one.context_id == context_id]
        rules = courses.catalogue.queries.completion_rules(session, context_id)
        enrolments = courses.enrolment.queries.enrolments_in_version(
            session, [one.learner_id for one in some], context_id
        )
        held = active_certificates(session, enrolments.values())
        for one in some:
            certificate = held.get(enrolments.get(one.learner_id, one.learner_id))
            effect = _effect_on(certificate, one, rules) if certificate else None
            if certificate and effect:
                found.append(AffectedCertificate(one.learner_id, certificate, effect))
    return found


def _effect_on(
    certificate: ActiveCertificate, effect: LearnerEffect, rules: CompletionRules
) -> Effect | None:
    if not effect.passed_after:
        return "pass-lost" if effect.passed_before else None
    least = rules.distinction_min
    is_distinct = least is not None and effect.best_after >= least
    level = WITH_DISTINCTION if is_distinct else COMPLETED
    if level == certificate.level:
        return None
    return "level-higher" if level > certificate.level else "level-lower"


def _record_audit(
    session: Session,
    action: str,
    regrade_id: UUID,
    actor_id: UUID | None,
    now: datetime,
    details: dict[str, Any],
) -> None:
    audit.record(
        session,
        action=action,
        actor_id=actor_id,
        subject_type="regrade",
        subject_id=regrade_id,
        now=now,
        details=details,
    )
