"""Who changes how one signs in, proves again who they are if the last proof is some minutes old.

A borrowed phone is signed in; it knows neither the password nor the screen lock. Forms ask for the
password in a field of their own, so that nothing typed is lost; pages lead to `/account/confirm`.
"""

from datetime import timedelta
from typing import Final
from uuid import UUID

from lms.accounts import queries
from lms.accounts.sessions import service as sessions
from lms.accounts.sign_in.errors import SignInPaused, SignInRefused
from lms.extensions import db, transaction
from lms.kernel.clock import utc_now
from lms.web.access.auth import SignedInPerson
from lms.web.account.forms import PresentPasswordForm
from lms.web.account.sign_in import check_password
from lms.web.texts.error_messages import error_message, message_for_code

PROOF_LIFETIME: Final = timedelta(minutes=10)


def has_recent_proof(person: SignedInPerson) -> bool:
    return utc_now() - person.proved_at < PROOF_LIFETIME


def drop_unneeded_password(form: PresentPasswordForm, person: SignedInPerson) -> None:
    """The form has the field for the password only where the proof is old."""
    if has_recent_proof(person):
        del form.present


def is_proved(form: PresentPasswordForm, person: SignedInPerson) -> bool:
    """Was a proof given lately, or just now in the form?"""
    return "present" not in form or is_confirmed(form, person)


def is_confirmed(form: PresentPasswordForm, person: SignedInPerson) -> bool:
    """Does the person at the keys know the password? Guesses are counted like at the sign-in."""
    contact = queries.person_profile(db.session(), person.id).contact.address
    try:
        check_password(contact, form.present.data or "")
    except SignInPaused as paused:
        form.present.errors = [error_message(paused)]
    except SignInRefused:
        form.present.errors = [message_for_code("password-not-yours")]
    else:
        mark_proved(person.session_id)
    return not form.present.errors


def mark_proved(session_id: UUID) -> None:
    with transaction() as session:
        sessions.mark_proved(session, session_id, now=utc_now())
