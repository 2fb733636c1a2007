"""Recent authentication, which changes of contact, password, passkeys and tokens require.

It protects accounts that stay signed in on a borrowed phone. Forms ask for the password in a field
of their own, so that no input is lost. Pages without a form lead to `/account/confirm`.
"""

from datetime import timedelta
from typing import Final
from uuid import UUID

from lms.accounts import queries
from lms.accounts.oidc.queries import linked_accounts
from lms.accounts.passkeys.queries import passkeys_of
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
    """Has the person authenticated within PROOF_LIFETIME on this device?

    Whoever runs a learning platform could send its people. So a launch or a sign-in elsewhere is
    proof only for people who have no way to sign in here.
    """
    if utc_now() - person.proved_at >= PROOF_LIFETIME:
        return False
    return not (person.is_proved_elsewhere and has_own_sign_in(person.id))


def has_own_sign_in(person_id: UUID) -> bool:
    """Whether the person can sign in here, with a contact and a password or with a passkey."""
    profile = queries.person_profile(db.session(), person_id)
    has_contact_and_password = profile.has_password and bool(profile.contact.address)
    return has_contact_and_password or bool(passkeys_of(db.session(), person_id))


def drop_unneeded_password(form: PresentPasswordForm, person: SignedInPerson) -> None:
    """Remove the password field from the form if the person has authenticated recently."""
    if has_recent_proof(person):
        del form.present


def drop_missing_password(form: PresentPasswordForm, person: SignedInPerson) -> None:
    """Remove the password field for a person without one who has just come from a platform."""
    if has_recent_proof(person) and not has_password(person.id):
        del form.present


def has_password(person_id: UUID) -> bool:
    """Whether the person can sign in with a password."""
    return queries.person_profile(db.session(), person_id).has_password


def is_proved(form: PresentPasswordForm, person: SignedInPerson) -> bool:
    """Has the person authenticated recently, or with the password in the form?"""
    return "present" not in form or is_confirmed(form, person)


def is_confirmed(form: PresentPasswordForm, person: SignedInPerson) -> bool:
    """Verify the password in the form. Failures count as failed attempts to sign in."""
    profile = queries.person_profile(db.session(), person.id)
    if not profile.has_password:  # they come from a learning platform or a sign-in provider
        has_provider = bool(linked_accounts(db.session(), person.id))
        code = "sign-in-elsewhere-again" if has_provider else "launch-again"
        form.present.errors = [message_for_code(code)]
        return False
    try:
        check_password(profile.contact.address, form.present.data or "")
    except SignInPaused as error:
        form.present.errors = [error_message(error)]
    except SignInRefused:
        form.present.errors = [message_for_code("password-not-yours")]
    else:
        mark_proved(person.session_id)
    return not form.present.errors


def mark_proved(session_id: UUID) -> None:
    """Store that the person has just authenticated."""
    with transaction() as session:
        sessions.mark_proved(session, session_id, now=utc_now())
