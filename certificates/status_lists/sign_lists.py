"""Signs status lists each day and after changes, outside the database transaction."""

import json
from typing import Final

from certificates.issuer_host import Host, parse_host
from certificates.records import queries, service
from lms.kernel.ports import Ports, Signer, get_ports
from lms.kernel.task_context import TaskContext

PURPOSES: Final = ("revocation", "suspension")


def sign_all(context: TaskContext) -> None:
    """Sign all lists. Schedules the next day first, in case this run is interrupted."""
    with context.transaction() as session:
        service.schedule_daily_signing(session, now=context.now)
    for number in queries.status_list_numbers(context.read_session):
        sign_list(context, number)


def sign_list(context: TaskContext, number: int) -> None:
    """Sign both lists of a number with their current bits."""
    for purpose in PURPOSES:
        sign_list_for_purpose(context, number, purpose)


def sign_list_for_purpose(context: TaskContext, number: int, purpose: str) -> bytes:
    """Sign and store one list; return the signed bytes."""
    from certificates.status_lists.bitstring import VALID_FOR  # slow to import

    host, signer = (
        parse_host(get_ports(context.read_session).public_url),
        _signer(get_ports(context.read_session)),
    )
    body = _signed(context, number, purpose, host, signer)
    with context.transaction() as session:
        service.store_status_list(
            session,
            number,
            purpose,
            body=body,
            key_id=signer.key_id.hex(),
            signed_at=context.now,
            valid_until=context.now + VALID_FOR,
        )
    return body


def current_list(
    context: TaskContext, number: int, purpose: str, *, former_host: str | None = None
) -> bytes | None:
    """Return the current list, signing it if none is stored; None for an unknown list.

    Credentials issued before a change of host name the list at the former host, and verifiers
    require the same issuer. The list is then signed for `former_host` and not stored.
    """
    if purpose not in PURPOSES or number not in queries.status_list_numbers(context.read_session):
        return None
    if former_host is not None:
        host = Host(former_host, is_secure=True, is_loopback=False)
        return _signed(context, number, purpose, host, get_ports(context.read_session).signer)
    stored = queries.status_list_credential(context.read_session, number, purpose, now=context.now)
    return stored if stored is not None else sign_list_for_purpose(context, number, purpose)


def current_token(
    context: TaskContext, number: int, purpose: str, *, former_host: str | None = None
) -> bytes | None:
    """Return the same list as a token, which is not stored; None for an unknown list."""
    from certificates.keys.did import verification_method
    from certificates.open_badges.token import sign_token
    from certificates.status_lists.bitstring import status_list_for_token

    body = current_list(context, number, purpose, former_host=former_host)
    if body is None:
        return None
    ports = get_ports(context.read_session)
    host = parse_host(ports.public_url)
    signer = ports.document_signer if host.is_public else ports.specimen_document_signer
    method = verification_method(former_host or host.authority, signer.key_id)
    unsigned = status_list_for_token(json.loads(body))
    return sign_token(unsigned, signer=signer, verification_method=method).encode()


def _signed(context: TaskContext, number: int, purpose: str, host: Host, signer: Signer) -> bytes:
    from certificates.keys.did import verification_method
    from certificates.open_badges import data_integrity
    from certificates.status_lists import bitstring

    unsigned = bitstring.build_status_list_credential(
        host=host.authority,
        number=number,
        purpose=purpose,
        indexes=queries.status_indexes(context.read_session, number, purpose),
        signed_at=context.now,
        is_secure=host.is_secure,
    )
    method = verification_method(host.authority, signer.key_id.hex())
    signed = data_integrity.sign(
        unsigned, signer=signer, verification_method=method, created=context.now
    )
    return json.dumps(signed, separators=(",", ":")).encode()


def _signer(ports: Ports) -> Signer:
    """Return the signer of lists; without a public host everything is a specimen."""
    return ports.signer if parse_host(ports.public_url).is_public else ports.specimen_signer
