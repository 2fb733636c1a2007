"""The two ceremonies of WebAuthn, with the py_webauthn library, which is loaded when first needed.

The challenge of a ceremony waits in the session and is used once.
"""

from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from flask import request, session

from lms.accounts.passkeys.errors import PasskeyRefused
from lms.accounts.passkeys.queries import PasskeyCredential
from lms.extensions import current_ports

CHALLENGE = "passkey_challenge"
TIMEOUT = 120_000  # milliseconds, as long as a screen lock may take
UNREADABLE = (ValueError, KeyError, TypeError, RecursionError)  # what garbage for an answer raises


@dataclass(frozen=True, slots=True)
class NewCredential:
    credential_id: bytes
    public_key: bytes
    sign_count: int
    facts: dict[str, Any]


def registration_options(
    person_id: UUID, name: str, known: list[PasskeyCredential]
) -> dict[str, Any]:
    """What the browser needs to make a passkey that can be found without a user name."""
    import webauthn
    from webauthn.helpers.structs import (
        AuthenticatorSelectionCriteria,
        PublicKeyCredentialDescriptor,
        ResidentKeyRequirement,
        UserVerificationRequirement,
    )

    options = webauthn.generate_registration_options(
        rp_id=own_host(),
        rp_name="Payung",
        user_id=person_id.bytes,
        user_name=name,
        timeout=TIMEOUT,
        exclude_credentials=[PublicKeyCredentialDescriptor(id=one.credential_id) for one in known],
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
    )
    return with_stored_challenge(options)


def authentication_options() -> dict[str, Any]:
    """What the browser needs to let the person choose one of their passkeys; it names nobody."""
    import webauthn
    from webauthn.helpers.structs import UserVerificationRequirement

    options = webauthn.generate_authentication_options(
        rp_id=own_host(),
        timeout=TIMEOUT,
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return with_stored_challenge(options)


def read_registration(answer: str) -> NewCredential:
    """Raises PasskeyRefused."""
    import webauthn
    from webauthn.helpers.exceptions import WebAuthnException

    challenge = pop_challenge()
    try:
        verified = webauthn.verify_registration_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=own_host(),
            expected_origin=own_origin(),
            require_user_verification=True,
        )
    except (WebAuthnException, *UNREADABLE) as problem:
        raise PasskeyRefused() from problem
    facts = {
        "device_type": verified.credential_device_type.value,
        "is_backed_up": verified.credential_backed_up,
    }
    return NewCredential(
        verified.credential_id, verified.credential_public_key, verified.sign_count, facts
    )


def credential_id_of(answer: str) -> bytes:
    """Which passkey an answer speaks of. Raises PasskeyRefused."""
    from webauthn.helpers import parse_authentication_credential_json
    from webauthn.helpers.exceptions import WebAuthnException

    try:
        return parse_authentication_credential_json(answer).raw_id
    except (WebAuthnException, *UNREADABLE) as problem:
        raise PasskeyRefused() from problem


def new_sign_count(answer: str, credential: PasskeyCredential) -> int:
    """The counter of an authenticator whose answer is genuine. Raises PasskeyRefused."""
    import webauthn
    from webauthn.helpers.exceptions import WebAuthnException

    challenge = pop_challenge()
    try:
        verified = webauthn.verify_authentication_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=own_host(),
            expected_origin=own_origin(),
            credential_public_key=credential.public_key,
            credential_current_sign_count=credential.sign_count,
            require_user_verification=True,
        )
    except (WebAuthnException, *UNREADABLE) as problem:
        raise PasskeyRefused() from problem
    return verified.new_sign_count


def own_origin() -> str:
    """The public address; on loopback the name that was typed, since there are several."""
    ports = current_ports()
    return request.host_url.rstrip("/") if ports.is_loopback else ports.public_url


def own_host() -> str:
    return urlsplit(own_origin()).hostname or ""


def is_possible() -> bool:
    """Browsers bind a passkey to a name, never to a number such as 127.0.0.1."""
    try:
        ip_address(own_host())
    except ValueError:
        return True
    return False


def with_stored_challenge(options: Any) -> dict[str, Any]:
    from webauthn.helpers import bytes_to_base64url, options_to_json_dict

    session[CHALLENGE] = bytes_to_base64url(options.challenge)
    return dict(options_to_json_dict(options))


def pop_challenge() -> bytes:
    from webauthn.helpers import base64url_to_bytes

    challenge = session.pop(CHALLENGE, None)
    if challenge is None:
        raise PasskeyRefused()
    return base64url_to_bytes(challenge)
