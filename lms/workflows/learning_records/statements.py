"""xAPI 1.0.3 statements. Pure."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID, uuid5

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


@dataclass(frozen=True, slots=True)
class RecordStore:
    """A record store, and the pseudonym of the learner there. Both differ for each store."""

    id: UUID
    origin: str  # of this server
    learner: str


def make_statement(
    record: Record, store: RecordStore, *, enrolment_id: UUID, course: str, now: datetime
) -> dict[str, Any]:
    """The statement of a record. Its id is the same whenever the same thing is told again."""
    key = f"{record.verb} {record.path} {enrolment_id} {record.occasion}"
    result = _result(record)
    return {
        "id": str(uuid5(store.id, key)),
        "actor": {
            "objectType": "Agent",
            "account": {"homePage": store.origin, "name": store.learner},
        },
        "verb": {"id": f"{VERBS}{record.verb}", "display": {"en": record.verb}},
        "object": _activity(store.origin + record.path, record.kind),
        "context": {
            "registration": str(uuid5(store.id, str(enrolment_id))),
            "contextActivities": {
                "grouping": [_activity(f"{store.origin}/courses/{course}", "course")]
            },
        },
        "timestamp": timestamp(now),
    } | ({"result": result} if result else {})


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
