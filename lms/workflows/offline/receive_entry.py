"""Receives an entry of an outbox once: its receipt and its effect are one transaction."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from assessments.errors import (
    AssessmentNotFound,
    AttemptNotFound,
    PracticeAnswerMissing,
    ResponseRefused,
)
from courses.action_plans.errors import PlanClosed
from courses.block_host.errors import (
    BlockStateChanged,
    HandlerForAuthors,
    HandlerNotFound,
    UnitNotFound,
)
from courses.catalogue.errors import LessonNotFound
from courses.enrolment.errors import EnrolmentNotFound, VersionLeft
from courses.offline_pack import service as receipts
from courses.offline_pack.service import DONE, REFUSED
from courses.progress.errors import LessonNotSkippable, StepNotSkippable
from lms.kernel.errors import LmsError
from lms.workflows.offline.entries import Entry

HELD: Final = "held"  # nothing was stored; the phone sends the entry again
MAX_TRIES: Final = 5
FOREVER: Final = (
    # errors that a later request would meet again
    AssessmentNotFound,
    AttemptNotFound,
    EnrolmentNotFound,
    HandlerForAuthors,
    HandlerNotFound,
    LessonNotFound,
    LessonNotSkippable,
    PlanClosed,
    PracticeAnswerMissing,
    ResponseRefused,
    StepNotSkippable,
    UnitNotFound,
    VersionLeft,
)
Transaction = Callable[[], AbstractContextManager[Session]]
Effect = Callable[[Session, Entry], bool]  # False if the block refuses the input


@dataclass(frozen=True, slots=True)
class Received:
    """The answer to an entry: done, refused, held or id-used; `reason` is the code of an error."""

    id: UUID
    code: str
    reason: str = ""


def receive_entry(
    transaction: Transaction,
    entry: Entry,
    effect: Effect,
    *,
    person_id: UUID,
    digest: bytes,
    now: datetime,
) -> Received:
    """Store the effect of an entry unless it was received before, and say what became of it."""
    owner = {"person_id": person_id, "entry_id": entry.id}
    for _ in range(MAX_TRIES):
        try:
            with transaction() as session:
                known = receipts.begin_receipt(session, **owner, digest=digest, now=now)
                if known is None and not effect(session, entry):
                    receipts.set_code(session, **owner, code=REFUSED)
                    known = REFUSED
            return Received(entry.id, known or DONE)
        except BlockStateChanged:
            continue
        except FOREVER as error:
            return _refuse(transaction, entry, error.code, person_id, digest, now)
        except LmsError as error:
            return Received(entry.id, HELD, error.code)
        except OperationalError:
            return Received(entry.id, HELD, "storage")
    return Received(entry.id, HELD, BlockStateChanged.code)


def _refuse(
    transaction: Transaction,
    entry: Entry,
    reason: str,
    person_id: UUID,
    digest: bytes,
    now: datetime,
) -> Received:
    """Write a receipt for an entry that can have no effect any more."""
    owner = {"person_id": person_id, "entry_id": entry.id}
    with transaction() as session:
        known = receipts.begin_receipt(session, **owner, digest=digest, now=now)
        if known is not None:
            return Received(entry.id, known)
        receipts.set_code(session, **owner, code=REFUSED)
    return Received(entry.id, REFUSED, reason)
