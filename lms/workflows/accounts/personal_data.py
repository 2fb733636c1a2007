"""Export all data about a person, from all domains."""

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
from lms.accounts.lti.roster_queries import listings_of
from lms.accounts.merging.queries import former_accounts
from lms.accounts.queries import person_profile
from lms.kernel.database.personal_rows import personal_rows
from lms.kernel.sealing.sealing import KeyDestroyed, open_key
from lms.kernel.sealing.secret_keys import SecretKey
from lms.organisations.claims.service import sealing_context as claim_context
from lms.organisations.invitations.service import sealing_context as invitation_context

ANSWERS = ("response_log", "late_response")  # tables with sealed responses
Row = dict[str, Any]  # of any table
CONTEXTS: dict[str, Callable[[Row], str]] = {
    # table: the context of its `sealed` column
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
    # table and column: values that their domain opens, since another key seals them
    ("certificate", "sealed_holder"): lambda s, row_id: asdict(issued_record(s, row_id).holder),
    ("certificate", "sealed_qr"): lambda s, row_id: issued_record(s, row_id).qr_text,
    ("name_correction", "sealed"): lambda s, row_id: _requested_correction(s, row_id),
    ("name_correction", "sealed_answer"): lambda s, row_id: correction(s, row_id).answer,
}
ERASED_ERRORS = (CertificateErased, CorrectionNotFound, KeyDestroyed)
STAY_SEALED: Final[Mapping[tuple[str, str], str]] = {
    ("sync_receipt", "digest"): "a keyed hash, which nobody can compare with a text",
    (
        "outbox_message",
        "sealed",
    ): "the person has received the text; some messages have valid links",
    ("roster_row", "sealed"): "what was imported is in person and membership",
    ("roster_row", "before"): "previous values of the same, until the undo expires",
}


def personal_data(session: Session, person_id: UUID) -> dict[str, list[Row]]:
    """All rows about a person by table, with sealed values opened, and their audit events.

    Includes the accounts that were merged into this one.
    """
    tables: dict[str, list[Row]] = {}
    own = (person_id, *former_accounts(session, person_id))
    for account_id in own:
        for table, rows in _data_of_account(session, account_id).items():
            tables.setdefault(table, []).extend(rows)
    tables["audit_event"] = [asdict(event) for event in list_account_events(session, own)]
    return dict(sorted(tables.items()))


def _data_of_account(session: Session, person_id: UUID) -> dict[str, list[Row]]:
    key = open_key(session, person_profile(session, person_id).data_key_id)
    rows = personal_rows(session, person_id)
    # Lists of platforms name people by their user id there, and are sealed with keys of their own.
    if listings := [asdict(listing) for listing in listings_of(session, person_id)]:
        rows["lti_member"] = listings
    values = get_page_values(session, person_id)
    for answer in (row for table in ANSWERS for row in rows.get(table, ())):
        where = {"attempt_id": answer["attempt_id"], "position": answer["position"]}
        response = decrypt_response(session, answer["response"], learner_id=person_id, **where)
        answer["response"] = response_with_page_values(
            response, values[where["attempt_id"], where["position"]]
        )
    return {
        table: [_in_clear(session, table, row, key) for row in table_rows]
        for table, table_rows in rows.items()
    }


def _in_clear(session: Session, table: str, row: Row, key: SecretKey) -> Row:
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
    requested = correction(session, correction_id)
    return {"name": requested.name, "reason": requested.reason}
