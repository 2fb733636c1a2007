"""Imports course versions, opens and ends pilots, records sign-offs. Callers commit."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from courses.catalogue.errors import CourseNotFound, PilotNotOpen, VersionReviewed
from courses.catalogue.models import Course, CourseVersion, PilotOpening, PilotTurn, SignOff
from courses.catalogue.version_content import add_content
from courses.conflict_free import insert_if_absent
from courses.course_files.model import AlignmentEntry, CourseFiles
from courses.json_types import JsonObject
from lms.kernel.clock import new_id


@dataclass(frozen=True, slots=True)
class SignOffResult:
    """What a sign-off has changed. Recording the same sign-off twice changes nothing."""

    is_new: bool
    ends_draft: bool


def create_course_version(session: Session, files: CourseFiles, *, now: datetime) -> UUID:
    """Return the id of the version with this content; create it if it is new."""
    course_id = _course(session, files.meta.code, now)
    existing_id = session.scalar(
        select(CourseVersion.id).where(
            CourseVersion.course_id == course_id,
            CourseVersion.content_hash == files.content_hash,
        )
    )
    if existing_id is not None:
        return existing_id
    version = _new_version(session, files, course_id, now)
    session.add(version)
    session.flush()  # children are inserted without a relationship that orders the flush
    add_content(session, files, version.id)
    return version.id


def open_pilot(
    session: Session,
    version_id: UUID,
    *,
    opened_by: UUID | None,
    name: str,
    reason: str,
    kind: Literal["pilot", "local_trial"],
    now: datetime,
) -> None:
    """Open a draft to learners. Idempotent for each kind.

    An ended pilot is reopened with the new name and reason. Raises CourseNotFound or
    VersionReviewed.
    """
    _require_draft(session, version_id)
    is_new = insert_if_absent(
        session,
        PilotOpening,
        {
            "id": new_id(),
            "course_version_id": version_id,
            "kind": kind,
            "opened_by": opened_by,
            "name": name,
            "reason": reason,
            "opened_at": now,
        },
    )
    if is_new or kind == "local_trial" or opened_by is None:
        return
    opening_id, turns = _pilot(session, version_id)
    if turns % 2 == 1:
        decision = {"decided_by": opened_by, "name": name, "reason": reason, "decided_at": now}
        _add_turn(session, opening_id, turns + 1, "reopened", decision)


def end_pilot(
    session: Session,
    version_id: UUID,
    *,
    ended_by: UUID,
    name: str,
    reason: str,
    now: datetime,
) -> None:
    """Close a pilot to new learners; those who have begun continue.

    Raises CourseNotFound, PilotNotOpen or VersionReviewed.
    """
    _require_draft(session, version_id)
    opening_id, turns = _pilot(session, version_id)
    if turns % 2 == 1:
        raise PilotNotOpen(course=str(version_id))
    decision = {"decided_by": ended_by, "name": name, "reason": reason, "decided_at": now}
    _add_turn(session, opening_id, turns + 1, "ended", decision)


def sign_off(
    session: Session,
    version_id: UUID,
    *,
    reviewer: str,
    role: str,
    signed_on: date,
    recorded_by: UUID | None,
    completes_review: bool,
    now: datetime,
) -> SignOffResult:
    """Record an expert's approval; `completes_review` ends the draft state.

    A repeated approval adds no row, but may still complete the review. Raises CourseNotFound.
    """
    version = _require_version(session, version_id)
    session.refresh(version, with_for_update=True)  # serialises a double click
    columns = {
        "course_version_id": version_id,
        "reviewer": reviewer,
        "role": role,
        "signed_on": signed_on,
    }
    is_new = session.scalar(select(SignOff.id).filter_by(**columns).limit(1)) is None
    if is_new:
        session.add(SignOff(id=new_id(), recorded_by=recorded_by, recorded_at=now, **columns))
    ends_draft = completes_review and version.review_state == "draft"
    if ends_draft:
        version.review_state = "reviewed"
    return SignOffResult(is_new, ends_draft)


def _pilot(session: Session, version_id: UUID) -> tuple[UUID, int]:
    """The id of the pilot's opening, and the number of its turns. Raises PilotNotOpen."""
    opening_id = session.scalar(
        select(PilotOpening.id).where(
            PilotOpening.course_version_id == version_id, PilotOpening.kind == "pilot"
        )
    )
    if opening_id is None:
        raise PilotNotOpen(course=str(version_id))
    turns = select(func.count()).where(PilotTurn.pilot_opening_id == opening_id)
    return opening_id, session.scalar(turns) or 0


def _add_turn(
    session: Session,
    opening_id: UUID,
    number: int,
    kind: Literal["ended", "reopened"],
    decision: JsonObject,
) -> None:
    """Insert a turn; of two concurrent turns with one number only the first is stored."""
    columns = {"id": new_id(), "pilot_opening_id": opening_id, "number": number, "kind": kind}
    insert_if_absent(session, PilotTurn, columns | decision)


def _course(session: Session, code: str, now: datetime) -> UUID:
    """The course's id. Locks the row so that concurrent imports get different numbers."""
    insert_if_absent(session, Course, {"id": new_id(), "code": code, "created_at": now})
    return session.scalars(select(Course.id).where(Course.code == code).with_for_update()).one()


def _new_version(
    session: Session, files: CourseFiles, course_id: UUID, now: datetime
) -> CourseVersion:
    meta = files.meta
    last = session.scalar(
        select(func.max(CourseVersion.number)).where(CourseVersion.course_id == course_id)
    )
    return CourseVersion(
        id=new_id(),
        course_id=course_id,
        number=(last or 0) + 1,
        content_hash=files.content_hash,
        label=meta.version,
        review_state="draft",  # changed by sign_off only
        as_of=meta.as_of,
        title_id=meta.title.id,
        title_en=meta.title.en,
        summary_id=meta.summary.id,
        summary_en=meta.summary.en,
        changes_id=meta.changes.id if meta.changes else "",
        changes_en=meta.changes.en if meta.changes else "",
        post_test_min=meta.completion.post_test_min,
        scenarios_required=meta.completion.scenarios_required,
        scenario_min_percent=meta.completion.scenario_min_percent or 0,
        is_plan_required=meta.completion.is_plan_required,
        hours=meta.certificate.hours,
        valid_years=meta.certificate.valid_years,
        distinction_min=meta.certificate.distinction_min,
        language=meta.languages[0],
        criteria_id=meta.certificate.criteria.id if meta.certificate.criteria else "",
        criteria_en=meta.certificate.criteria.en if meta.certificate.criteria else "",
        alignments=[_alignment(entry) for entry in meta.certificate.alignments],
        imported_at=now,
    )


def _alignment(entry: AlignmentEntry) -> dict[str, str]:
    return {
        "name_id": entry.name.id,
        "name_en": entry.name.en,
        "url": entry.url,
        "framework": entry.framework,
        "code": entry.code,
    }


def _require_draft(session: Session, version_id: UUID) -> None:
    version = _require_version(session, version_id)
    session.refresh(version, with_for_update=True)  # waits for a concurrent sign-off
    if version.review_state != "draft":
        raise VersionReviewed(course=str(version_id))


def _require_version(session: Session, version_id: UUID) -> CourseVersion:
    version = session.get(CourseVersion, version_id)
    if version is None:
        raise CourseNotFound(course=str(version_id))
    return version
