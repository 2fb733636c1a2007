"""Enter and change sign-in providers. Callers commit."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from urllib.parse import urlsplit
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from lms.accounts.oidc.errors import (
    OidcProviderInvalid,
    OidcProviderNotFound,
    OidcProviderTaken,
)
from lms.accounts.oidc.limits import (
    MAX_DOMAINS_LENGTH,
    MAX_ID_LENGTH,
    MAX_NAME_LENGTH,
    MAX_SECRET_LENGTH,
)
from lms.accounts.oidc.models import OidcProvider
from lms.accounts.oidc.queries import secret_context
from lms.kernel.audit import record
from lms.kernel.clock import new_id
from lms.kernel.ports import get_ports
from lms.kernel.sealing.sealing import create_key, seal
from lms.kernel.texts.texts import printable_or_empty
from lms.kernel.urls import check_url

DOMAIN: Final = re.compile(
    r"(\*\.)?[a-z0-9]([a-z0-9\-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9\-]*[a-z0-9])?)*"
)


@dataclass(frozen=True, slots=True)
class ProviderDetails:
    """What an administrator copies from a provider. An empty secret keeps the stored one."""

    name: str
    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    domains: tuple[str, ...]


def add_provider(
    session: Session,
    details: ProviderDetails,
    *,
    provider_id: UUID | None = None,
    added_by: UUID | None,
    now: datetime,
) -> UUID:
    """Store a provider and return its id. Raises OidcProviderInvalid or OidcProviderTaken.

    `provider_id` is the id that its redirect URI contains already.
    """
    values = _validate(details, is_trial=get_ports(session).is_loopback)
    if not details.client_secret:
        raise OidcProviderInvalid(field="client_secret")
    provider_id, key_id = provider_id or new_id(), create_key(session, now=now)
    provider = OidcProvider(
        id=provider_id,
        key_id=key_id,
        sealed_secret=_sealed(session, provider_id, key_id, details.client_secret),
        active=True,
        created_at=now,
        **values,
    )
    _store(session, provider)
    _record(session, "oidc.provider-added", provider_id, added_by, now)
    return provider_id


def change_provider(
    session: Session,
    provider_id: UUID,
    details: ProviderDetails,
    *,
    changed_by: UUID | None,
    now: datetime,
) -> None:
    """Replace the details. Another issuer needs its own secret.

    Raises OidcProviderNotFound, OidcProviderInvalid or OidcProviderTaken.
    """
    provider = _lock(session, provider_id)
    values = _validate(details, is_trial=get_ports(session).is_loopback)
    if values["issuer"] != provider.issuer and not details.client_secret:
        raise OidcProviderInvalid(field="client_secret")  # the stored one is not sent to others
    for name, value in values.items():
        setattr(provider, name, value)
    if details.client_secret:
        provider.sealed_secret = _sealed(
            session, provider_id, provider.key_id, details.client_secret
        )
    _store(session, provider)
    _record(session, "oidc.provider-changed", provider_id, changed_by, now)


def switch_provider(
    session: Session, provider_id: UUID, *, active: bool, changed_by: UUID | None, now: datetime
) -> None:
    """Allow or stop sign-in with a provider. Raises OidcProviderNotFound."""
    provider = _lock(session, provider_id)
    if provider.active == active:
        return
    provider.active = active
    action = "oidc.provider-started" if active else "oidc.provider-stopped"
    _record(session, action, provider_id, changed_by, now)


def parse_domains(texts: Iterable[str]) -> tuple[str, ...]:
    """Normalise domains such as `sekolah.sch.id` and `*.belajar.id`. Raises ValueError."""
    domains = tuple(dict.fromkeys(text.strip().lower() for text in texts if text.strip()))
    if not all(DOMAIN.fullmatch(text) for text in domains):
        raise ValueError
    if len(" ".join(domains)) > MAX_DOMAINS_LENGTH:
        raise ValueError
    return domains


def allows_domain(domains: Iterable[str], domain: str) -> bool:
    """Whether a domain is in the list. `*.belajar.id` stands for all domains below that one."""
    allowed, name = tuple(domains), domain.lower()
    if not allowed:
        return True
    if not DOMAIN.fullmatch(name) or name.startswith("*"):
        return False
    return any(
        name.endswith(entry[1:]) if entry.startswith("*.") else name == entry for entry in allowed
    )


def _validate(details: ProviderDetails, *, is_trial: bool) -> Mapping[str, str]:
    """The values of the columns. Raises OidcProviderInvalid."""
    limits = {"name": MAX_NAME_LENGTH, "issuer": MAX_ID_LENGTH, "client_id": MAX_ID_LENGTH}
    values = {name: getattr(details, name).strip() for name in limits}
    for name, value in values.items():
        if not printable_or_empty(value, max_length=limits[name]):
            raise OidcProviderInvalid(field=name)
    try:
        parts = urlsplit(check_url(values["issuer"], is_trial=is_trial))
    except ValueError:
        raise OidcProviderInvalid(field="issuer") from None
    if parts.query or parts.fragment:
        raise OidcProviderInvalid(field="issuer")
    if len(details.client_secret) > MAX_SECRET_LENGTH:
        raise OidcProviderInvalid(field="client_secret")
    try:
        values["domains"] = " ".join(parse_domains(details.domains))
    except ValueError:
        raise OidcProviderInvalid(field="domains") from None
    return values


def _sealed(session: Session, provider_id: UUID, key_id: UUID, secret: str) -> bytes:
    return seal(session, key_id, secret.encode(), context=secret_context(provider_id))


def _store(session: Session, provider: OidcProvider) -> None:
    """Raises OidcProviderTaken."""
    try:
        with session.begin_nested():
            session.add(provider)
            session.flush()
    except IntegrityError:
        raise OidcProviderTaken() from None


def _lock(session: Session, provider_id: UUID) -> OidcProvider:
    statement = select(OidcProvider).where(OidcProvider.id == provider_id).with_for_update()
    provider = session.scalar(statement)
    if provider is None:
        raise OidcProviderNotFound(provider_id=provider_id)
    return provider


def _record(
    session: Session, action: str, provider_id: UUID, actor_id: UUID | None, now: datetime
) -> None:
    record(
        session,
        action=action,
        actor_id=actor_id,
        subject_type="oidc_provider",
        subject_id=provider_id,
        now=now,
    )
