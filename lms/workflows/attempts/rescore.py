"""Rescoring: dry run, decision, and execution, which may issue certificates.

Issued certificates are never revoked here: they are listed, and a person decides.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
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
from lms.workflows.evaluation.schedule import schedule_evaluations_of

BATCH_SIZE = 250  # learners per transaction
JOB_KIND = "regrade"
ReportProgress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class AffectedCertificate:
    """An issued certificate, and the effect of the new scores on it."""

    learner_id: UUID
    certificate: ActiveCertificate
    effect: Effect


@dataclass(frozen=True, slots=True)
class DryRun:
    """Effects of a rescoring; `newly_passed` are learners without a certificate who now pass."""

    attempts: int
    changes: tuple[Change, ...]
    touched: tuple[AffectedCertificate, ...]
    newly_passed: tuple[UUID, ...]


def dry_run(session: Session, target: targets.Target, *, now: datetime) -> DryRun:
    """Compute the effects of a rescoring without writing."""
    rulings = targets.preview_rulings(session, target, now=now)
    changes: list[Change] = []
    effects: list[LearnerEffect] = []
    for learners in _batches(session, target):
        batch_changes = find_score_changes(session, learners, targets.is_affected(target), rulings)
        changes += batch_changes
        effects += compute_learner_effects(session, batch_changes)
    affected = _find_affected_certificates(session, effects)
    holders = {entry.learner_id for entry in affected}
    newly_passed = [
        effect.learner_id for effect in effects if effect.passed_after and not effect.passed_before
    ]
    return DryRun(
        targets.count_affected_attempts(session, target),
        tuple(changes),
        tuple(affected),
        tuple(learner_id for learner_id in newly_passed if learner_id not in holders),
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
    """Store the decision, enqueue its execution and return the job id. Idempotent by id.

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
        details: dict[str, object] = {"rule": target.rule, "of": str(subject)}
        _record_audit(session, "regrade.decided", regrade_id, decided_by, now, details)
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
    """Execute a decision and return the number of attempts with a new score. Idempotent.

    Attempts that already have the new score are skipped.
    """
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
        details: dict[str, object] = {"attempts": total, "changed": changed}
        _record_audit(session, "regrade.done", regrade_id, None, context.now, details)
    return changed


def keep_certificate(
    session: Session, regrade_id: UUID, finding_id: UUID, *, kept_by: UUID, now: datetime
) -> None:
    """Decide that a certificate stays as it is. Raises RescoringNotFound."""
    certificate_id = service.keep_certificate(
        session, regrade_id, finding_id, kept_by=kept_by, now=now
    )
    if certificate_id is not None:
        details: dict[str, object] = {"certificate_id": str(certificate_id)}
        _record_audit(session, "regrade.certificate-kept", regrade_id, kept_by, now, details)


def _batches(session: Session, target: targets.Target) -> Iterator[list[UUID]]:
    """Yield learners in batches, so that all attempts of a learner are in one transaction."""
    learners = targets.list_affected_learners(session, target)
    for first in range(0, len(learners), BATCH_SIZE):
        yield learners[first : first + BATCH_SIZE]


def rescore_learners(
    session: Session, regrade_id: UUID, learner_ids: Sequence[UUID], now: datetime
) -> int:
    """Rescore one batch and return the number of attempts with a new score."""
    changes = service.find_pending_changes(session, regrade_id, learner_ids)
    effects = compute_learner_effects(session, changes)
    service.write_scores(session, regrade_id, changes, now=now)
    schedule_evaluations_of(session, {change.learner_id for change in changes}, now=now)
    for affected in _find_affected_certificates(session, effects):
        service.record_finding(
            session,
            regrade_id,
            learner_id=affected.learner_id,
            certificate_id=affected.certificate.id,
            effect=affected.effect,
            now=now,
        )
    for effect in effects:
        if effect.passed_after and not effect.passed_before:
            _award(session, regrade_id, effect, now)
    return len(changes)


def _award(session: Session, regrade_id: UUID, effect: LearnerEffect, now: datetime) -> None:
    """End reopened lessons of a learner who passed; issue the certificate if all rules are met."""
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
        except LmsError:  # an erased learner or an unprintable name must not stop the batch
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
    """Return certificates whose pass is lost or whose level changes."""
    affected = []
    for context_id in {effect.context_id for effect in effects}:
        own_effects = [effect for effect in effects if effect.context_id == context_id]
        rules = courses.catalogue.queries.completion_rules(session, context_id)
        enrolments = courses.enrolment.queries.enrolments_in_version(
            session, [effect.learner_id for effect in own_effects], context_id
        )
        certificates = active_certificates(session, enrolments.values())
        for learner in own_effects:
            certificate = certificates.get(enrolments.get(learner.learner_id, learner.learner_id))
            effect = _effect_on(certificate, learner, rules) if certificate else None
            if certificate and effect:
                affected.append(AffectedCertificate(learner.learner_id, certificate, effect))
    return affected


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
    details: dict[str, object],
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
