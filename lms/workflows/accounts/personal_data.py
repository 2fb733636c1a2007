"""Everything that is kept about one person, from all domains, for them to take away."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import asdict
from typing import Any, Final
from uuid import UUID

from sqlalchemy.orm import Session

from assessments.queries import decrypt_response, get_page_values, response_with_page_values
from certificates.errors import CertificateErased, CorrectionNotFound
from certificates.records.queries import issued_record
from certificates.records.record_queries import correction
from courses.action_plans.service import sealing_context as plan_context
from courses.awareness.service import sealing_context as awareness_context
from courses.block_host.state.page_state import sealing_context as block_context
from courses.cohorts.plan_reviews.service import sealing_context as review_context
from courses.questions.service import sealing_context as question_context
from lms.accounts.audit_trail import list_account_events
from lms.accounts.merging.queries import former_accounts
from lms.accounts.queries import person_profile
from lms.kernel.database.personal_rows import personal_rows
from lms.kernel.sealing.sealing import KeyDestroyed, open_key
from lms.kernel.sealing.secret_keys import SecretKey
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
OPENERS: dict[tuple[str, str], Callable[[Session, UUID], Any]] = {
    # table and column: what their own domain says of the row, as it is sealed with another key
    ("certificate", "sealed_holder"): lambda s, row_id: asdict(issued_record(s, row_id).holder),
    ("certificate", "sealed_qr"): lambda s, row_id: issued_record(s, row_id).qr_text,
    ("name_correction", "sealed"): lambda s, row_id: _requested_correction(s, row_id),
    ("name_correction", "sealed_answer"): lambda s, row_id: correction(s, row_id).answer,
}
ERASED_ERRORS = (CertificateErased, CorrectionNotFound, KeyDestroyed)
STAY_SEALED: Final[Mapping[tuple[str, str], str]] = {
    ("outbox_message", "sealed"): "its words were sent to the person, and some hold open links",
    ("roster_row", "sealed"): "what was taken in of it stands in person and membership",
    ("roster_row", "before"): "the same, as it stood before, until it can be undone no more",
}


def personal_data(session: Session, person_id: UUID) -> dict[str, list[dict[str, Any]]]:
    """Rows by table, what was sealed in clear, and who did what with the account.

    What stayed with accounts that the person has merged into this one is there too.
    """
    every: dict[str, list[dict[str, Any]]] = {}
    own = (person_id, *former_accounts(session, person_id))
    for account_id in own:
        for table, rows in _data_of_account(session, account_id).items():
            every.setdefault(table, []).extend(rows)
    every["audit_event"] = [asdict(deed) for deed in list_account_events(session, own)]
    return dict(sorted(every.items()))


def _data_of_account(session: Session, person_id: UUID) -> dict[str, list[dict[str, Any]]]:
    key = open_key(session, person_profile(session, person_id).data_key_id)
    rows = personal_rows(session, person_id)
    values = get_page_values(session, person_id)
    for answer in (row for table in ANSWERS for row in rows.get(table, ())):
        where = {"attempt_id": answer["attempt_id"], "position": answer["position"]}
        said = decrypt_response(session, answer["response"], learner_id=person_id, **where)
        answer["response"] = response_with_page_values(
            said, values[where["attempt_id"], where["position"]]
        )
    return {
        table: [_in_clear(session, table, row, key) for row in found]
        for table, found in rows.items()
    }


def _in_clear(session: Session, table: str, row: dict[str, Any], key: SecretKey) -> dict[str, Any]:
    clear = {name: value for name, value in row.items() if not isinstance(value, bytes)}
    for column in row.keys() - clear.keys():
        name = column.removeprefix("sealed_") if column != "sealed" else "content"
        if column == "sealed" and table in CONTEXTS:
            clear[name] = key.unseal_json(row[column], context=CONTEXTS[table](row))
        elif (table, column) in OPENERS:
            with suppress(*ERASED_ERRORS):
                clear[name] = OPENERS[table, column](session, row["id"])
    return clear


def _requested_correction(session: Session, correction_id: UUID) -> dict[str, str]:
    asked = correction(session, correction_id)
    return {"name": asked.name, "reason": asked.reason}
