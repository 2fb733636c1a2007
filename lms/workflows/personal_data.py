"""Everything that is kept about one person, from all domains, for them to take away."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from assessments.queries import answer_as_sent, answer_in_clear, shown_values
from courses.action_plans.service import sealing_context as plan_context
from courses.awareness.service import sealing_context as awareness_context
from courses.block_host.state import sealing_context as block_context
from courses.plan_reviews.service import sealing_context as review_context
from courses.questions.service import sealing_context as question_context
from lms.accounts.merging.queries import former_accounts
from lms.accounts.queries import person_profile
from lms.kernel.personal_rows import personal_rows
from lms.kernel.sealing import open_key
from lms.kernel.secret_keys import SecretKey
from lms.organisations.claims.service import sealing_context as claim_context
from lms.organisations.invitations.service import sealing_context as invitation_context

ANSWERS = ("response_log", "late_response")  # what was typed is sealed inside a column of theirs
Row = Mapping[str, Any]
CONTEXTS: dict[str, Callable[[Row], str]] = {
    # table: what its `sealed` column is bound to
    "action_plan": lambda row: plan_context(row["enrolment_id"]),
    "learner_block_state": lambda row: block_context(
        row["person_id"], (row["unit_id"], row["block_type"])
    ),
    "coordinator_claim": lambda row: claim_context(row["id"]),
    "plan_review": lambda row: review_context(row["id"]),
    "awareness_session": lambda row: awareness_context(row["id"]),
    "learner_question": lambda row: question_context(row["id"]),
    "invitation": lambda row: invitation_context(row["id"]),
}


def personal_data(session: Session, person_id: UUID) -> dict[str, list[dict[str, Any]]]:
    """Rows by table, what was sealed in clear. Messages and certificates' copies stay sealed.

    What stayed with accounts that the person has merged into this one is there too.
    """
    every: dict[str, list[dict[str, Any]]] = {}
    for account_id in (person_id, *former_accounts(session, person_id)):
        for table, rows in _data_of_account(session, account_id).items():
            every.setdefault(table, []).extend(rows)
    return dict(sorted(every.items()))


def _data_of_account(session: Session, person_id: UUID) -> dict[str, list[dict[str, Any]]]:
    key = open_key(session, person_profile(session, person_id).data_key_id)
    rows = personal_rows(session, person_id)
    values = shown_values(session, person_id)
    for answer in (row for table in ANSWERS for row in rows.get(table, ())):
        where = {"attempt_id": answer["attempt_id"], "position": answer["position"]}
        said = answer_in_clear(session, answer["response"], learner_id=person_id, **where)
        answer["response"] = answer_as_sent(said, values[where["attempt_id"], where["position"]])
    return {table: [_in_clear(table, row, key) for row in found] for table, found in rows.items()}


def _in_clear(table: str, row: dict[str, Any], key: SecretKey) -> dict[str, Any]:
    clear = {name: value for name, value in row.items() if not isinstance(value, bytes)}
    if table in CONTEXTS and isinstance(row.get("sealed"), bytes):
        clear["content"] = key.unseal_json(row["sealed"], context=CONTEXTS[table](row))
    return clear
