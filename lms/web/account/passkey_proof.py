"""Verify the response of a passkey, for sign-in and for re-authentication."""

from uuid import UUID

from lms.accounts.passkeys import queries, service
from lms.accounts.passkeys.errors import PasskeyRefused
from lms.accounts.queries import person_profile
from lms.accounts.sign_in import attempts
from lms.extensions import db, transaction
from lms.kernel.clock import utc_now
from lms.web.account import passkeys as ceremony
from lms.web.account.sign_in import source_address


def owner_of_answer(answer: str) -> UUID:
    """The id of the person whose passkey has signed the response.

    Failed attempts count for each passkey and address. Raises PasskeyRefused, also for an unknown
    passkey and a suspended person, or SignInPaused.
    """
    credential_id = ceremony.credential_id_of(answer)
    account = f"passkey {credential_id.hex()}"
    with transaction(commits_dry_runs=True) as session:
        attempt_id = attempts.count_attempt(
            session, account=account, address=source_address(), now=utc_now()
        )
    credential = queries.passkey_credential(db.session(), credential_id)
    if credential is None or not person_profile(db.session(), credential.person_id).is_active:
        raise PasskeyRefused()
    sign_count = ceremony.new_sign_count(answer, credential)
    with transaction() as session:
        now = utc_now()
        service.mark_passkey_used(session, credential.id, sign_count=sign_count, now=now)
        attempts.mark_succeeded(session, attempt_id, now=now)
    return credential.person_id
