"""Upload of the sealed outbox of a phone, by its learner or by a person who may hand it in."""

from collections import Counter
from dataclasses import dataclass, replace
from typing import Final
from uuid import UUID

from flask import render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from courses.offline_pack.service import DONE, ID_USED, REFUSED
from lms.accounts.errors import PersonNotFound
from lms.accounts.queries import PersonProfile, active_profile, person_profile
from lms.extensions import db, limiter, transaction
from lms.kernel import audit
from lms.kernel.clock import utc_now
from lms.kernel.errors import Invalid
from lms.kernel.sealing.sealing import wrapped_key_of
from lms.web.access.auth import SignedInPerson, current_person
from lms.web.access.learner_scope import may_for_learner
from lms.web.offline.blueprint import bp
from lms.web.offline.sync import Effects, receive_in_turn, sender
from lms.web.offline.visitor import VISITOR
from lms.web.texts.error_messages import error_message
from lms.workflows.offline.entries import Entry
from lms.workflows.offline.receive_entry import HELD
from lms.workflows.offline.sealed_outbox import OutboxFile, OutboxFileMissing, read_outbox_file

FILES: Final = "20 per minute; 200 per hour"  # of a carrier
TEMPLATE: Final = "offline/hand_in.html"


class OutboxOfAnother(Invalid):
    """The carrier may not hand in files of this person."""

    code = "outbox-file-of-another"


class OutboxOfErased(Invalid):
    """The account of the file has been erased."""

    code = "outbox-file-account-erased"


class OutboxOfClosed(Invalid):
    """The account of the file is suspended, or was merged into another one."""

    code = "outbox-file-account-closed"


@dataclass(frozen=True, slots=True)
class Report:
    """What became of a file. Its content is shown to nobody."""

    name: str
    is_own: bool
    total: int
    done: int
    held: int
    refused: int


@bp.get("/outbox/import")
def hand_in_file() -> ResponseReturnValue:
    """Show the upload form."""
    current_person()
    return render_template(TEMPLATE, problem="", report=None)


@bp.post("/outbox/import")
@limiter.limit(FILES, key_func=sender)
def import_file() -> ResponseReturnValue:
    """Receive what a file holds, and say how much of it was received. A rejected file changes
    nothing, and one that comes twice changes nothing the second time."""
    carrier = current_person()
    sent = request.files.get("outbox")
    content = sent.read() if sent else b""
    try:
        if not content:
            raise OutboxFileMissing
        file = read_outbox_file(db.session(), content)
        owner = _owner_for(carrier, file.person_id)
    except Invalid as error:
        page = render_template(TEMPLATE, problem=error_message(error), report=None, has_errors=True)
        return page, 422
    return render_template(TEMPLATE, problem="", report=_receive(carrier, owner, file))


def _owner_for(carrier: SignedInPerson, person_id: UUID) -> PersonProfile:
    """The person of a file that the carrier may hand in.

    Raises OutboxOfAnother, OutboxOfErased or OutboxOfClosed.
    """
    try:
        owner = person_profile(db.session(), person_id)
    except PersonNotFound as error:
        raise OutboxOfErased from error
    if owner.erased_at is not None:
        raise OutboxOfErased
    if carrier.id != person_id and not may_for_learner(carrier, "answers.carry", person_id):
        raise OutboxOfAnother
    if not owner.is_active:
        raise OutboxOfClosed
    return owner


def _receive(carrier: SignedInPerson, owner: PersonProfile, file: OutboxFile) -> Report:
    """Receive the entries by the handlers of `POST /sync`, as the person whose phone it was.

    Who handed it in is recorded first, so that nothing is stored without it.
    """
    total = len(file.entries) + file.unreadable
    with transaction() as session:
        audit.record(
            session,
            action="outbox.imported",
            actor_id=carrier.id,
            subject_type="person",
            subject_id=file.person_id,
            now=utc_now(),
            details={"entries": total},
        )
    effects = Effects(_without_session(owner))

    def apply(session: Session, entry: Entry) -> bool:
        active_profile(session, owner.id)  # somebody may be suspended meanwhile
        return effects.apply(session, entry)

    counts = Counter(
        result.code for result in receive_in_turn(file.entries, apply, person_id=owner.id)
    )
    return Report(
        name=owner.name,
        is_own=carrier.id == owner.id,
        total=total,
        done=counts[DONE] + counts[ID_USED],
        held=counts[HELD],
        refused=counts[REFUSED] + file.unreadable,
    )


def _without_session(owner: PersonProfile) -> SignedInPerson:
    """The person of a file, with none of their roles and no session on this device."""
    return replace(
        VISITOR,
        id=owner.id,
        name=owner.name,
        language=owner.language,
        audience=owner.audience,
        province_code=owner.province_code,
        data_key_id=owner.data_key_id,
        wrapped_key=wrapped_key_of(db.session(), owner.data_key_id),
    )
