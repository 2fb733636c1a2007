"""WebAuthn ceremonies with the py_webauthn library, which is imported when first needed.

The challenge of a ceremony is stored in the session and used once.
"""

from dataclasses import dataclass
from ipaddress import ip_address
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from uuid import UUID

from flask import request, session

from lms.accounts.passkeys.errors import PasskeyRefused
from lms.accounts.passkeys.queries import PasskeyCredential, PasskeyFacts
from lms.extensions import current_ports

if TYPE_CHECKING:
    from webauthn.helpers.structs import (
        PublicKeyCredentialCreationOptions,
        PublicKeyCredentialRequestOptions,
    )

CHALLENGE = "passkey_challenge"
TIMEOUT = 120_000  # milliseconds
UNREADABLE = (ValueError, KeyError, TypeError, RecursionError)  # raised by malformed responses


@dataclass(frozen=True, slots=True)
class NewCredential:
    """A verified new passkey."""

    credential_id: bytes
    public_key: bytes
    sign_count: int
    facts: PasskeyFacts


def registration_options(
    person_id: UUID, name: str, known: list[PasskeyCredential]
) -> dict[str, object]:
    """Options for the browser to create a discoverable passkey, as JSON.

    `known` are the credentials that the person has already.
    """
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
        exclude_credentials=[
            PublicKeyCredentialDescriptor(id=credential.credential_id) for credential in known
        ],
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
    )
    return with_stored_challenge(options)


def authentication_options() -> dict[str, object]:
    """Options for the browser to sign in with any discoverable passkey, as JSON."""
    import webauthn
    from webauthn.helpers.structs import UserVerificationRequirement

    options = webauthn.generate_authentication_options(
        rp_id=own_host(),
        timeout=TIMEOUT,
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return with_stored_challenge(options)


def read_registration(answer: str) -> NewCredential:
    """Verify the response of a registration. Raises PasskeyRefused."""
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
    facts: PasskeyFacts = {
        "device_type": verified.credential_device_type.value,
        "is_backed_up": verified.credential_backed_up,
    }
    return NewCredential(
        verified.credential_id, verified.credential_public_key, verified.sign_count, facts
    )


def credential_id_of(answer: str) -> bytes:
    """The id of the credential that has signed the response. Raises PasskeyRefused."""
    from webauthn.helpers import parse_authentication_credential_json
    from webauthn.helpers.exceptions import WebAuthnException

    try:
        return parse_authentication_credential_json(answer).raw_id
    except (WebAuthnException, *UNREADABLE) as problem:
        raise PasskeyRefused() from problem


def new_sign_count(answer: str, credential: PasskeyCredential) -> int:
    """Verify the response of a sign-in and return the signature counter. Raises PasskeyRefused."""
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
    """The public origin; on loopback the origin of the request, since there are several names."""
    ports = current_ports()
    return request.host_url.rstrip("/") if ports.is_loopback else ports.public_url


def own_host() -> str:
    """The relying party id: the host of the origin."""
    return urlsplit(own_origin()).hostname or ""


def is_possible() -> bool:
    """Can this host have passkeys? Browsers do not allow IP addresses."""
    try:
        ip_address(own_host())
    except ValueError:
        return True
    return False


def with_stored_challenge(
    options: "PublicKeyCredentialCreationOptions | PublicKeyCredentialRequestOptions",
) -> dict[str, object]:
    from webauthn.helpers import bytes_to_base64url, options_to_json_dict

    session[CHALLENGE] = bytes_to_base64url(options.challenge)
    return dict(options_to_json_dict(options))


def pop_challenge() -> bytes:
    from webauthn.helpers import base64url_to_bytes

    challenge = session.pop(CHALLENGE, None)
    if challenge is None:
        raise PasskeyRefused()
    return base64url_to_bytes(challenge)
