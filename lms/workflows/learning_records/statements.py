"""xAPI 1.0.3 statements. Pure."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID, uuid4, uuid5

from lms.kernel.deliveries.events import timestamp

VERBS: Final = "http://adlnet.gov/expapi/verbs/"
ACTIVITIES: Final = "http://adlnet.gov/expapi/activities/"


@dataclass(frozen=True, slots=True)
class Record:
    """What a learner did. `path` names the activity on this server.

    `verb` is launched, initialized, completed, passed, failed or answered; `kind` is course,
    lesson, assessment or question. `occasion` tells repetitions apart, such as attempts.
    """

    verb: str
    path: str
    kind: str
    occasion: str = ""
    points: tuple[float, float] | None = None  # of how many
    is_attended: bool = False  # done by attending live sessions
    is_voided: bool = False  # withdrawn after it was sent


@dataclass(frozen=True, slots=True)
class RecordStore:
    """A record store, and the pseudonym of the learner there. Both differ for each store."""

    id: UUID
    origin: str  # of this server
    learner: str


def make_statement(
    record: Record, record_store: RecordStore, *, enrolment_id: UUID, course: str, now: datetime
) -> dict[str, Any]:
    """The statement of a record, or the one that voids it.

    Its id is the same whenever the same record is sent again.
    """
    key = f"{record.verb} {record.path} {enrolment_id} {record.occasion}"
    statement_id = str(uuid5(record_store.id, key))
    statement: dict[str, Any] = {
        "id": statement_id,
        "actor": {
            "objectType": "Agent",
            "account": {"homePage": record_store.origin, "name": record_store.learner},
        },
        "verb": {"id": f"{VERBS}{record.verb}", "display": {"en": record.verb}},
        "object": _activity(record_store.origin + record.path, record.kind),
        "timestamp": timestamp(now),
    }
    if record.is_voided:
        return statement | {
            "id": str(uuid5(record_store.id, f"voided {key}")),
            "verb": {"id": f"{VERBS}voided", "display": {"en": "voided"}},
            "object": {"objectType": "StatementRef", "id": statement_id},
        }
    address = f"{record_store.origin}/courses/{course}"
    activities = {"grouping": [_activity(address, "course")]}
    if record.is_attended:
        activities["other"] = [_activity(f"{address}/live-sessions", "meeting")]
    statement["context"] = {
        "registration": str(uuid5(record_store.id, str(enrolment_id))),
        "contextActivities": activities,
    }
    if result := _result(record):
        statement["result"] = result
    return statement


def make_test_statement(origin: str, *, now: datetime) -> dict[str, Any]:
    """A statement of this server itself, which shows that a record store takes statements."""
    activity = _activity(f"{origin}/record-store-test", "simulation")
    activity["definition"]["name"] = {"en": "Connection test of Payung"}
    return {
        "id": str(uuid4()),
        "actor": {"objectType": "Agent", "account": {"homePage": origin, "name": "payung"}},
        "verb": {"id": f"{VERBS}interacted", "display": {"en": "interacted"}},
        "object": activity,
        "timestamp": timestamp(now),
    }


def _activity(address: str, kind: str) -> dict[str, Any]:
    return {
        "objectType": "Activity",
        "id": address,
        "definition": {"type": f"{ACTIVITIES}{kind}"},
    }


def _result(record: Record) -> dict[str, Any]:
    result: dict[str, Any] = {}
    if record.points is not None:
        raw, most = record.points
        scaled = round(raw / most, 4) if most else 0.0
        result["score"] = {"scaled": scaled, "raw": raw, "min": 0, "max": most}
    if record.verb == "completed":
        result["completion"] = True
    if record.verb in ("passed", "failed"):
        result["success"] = record.verb == "passed"
    if record.verb == "answered" and record.points is not None:
        result["success"] = record.points[0] == record.points[1]
    return result
