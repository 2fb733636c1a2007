"""Tables of sign-in by OpenID Connect: providers, started sign-ins, accounts of people."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.accounts.oidc.limits import (
    MAX_DOMAINS_LENGTH,
    MAX_ID_LENGTH,
    MAX_NAME_LENGTH,
    MAX_PATH_LENGTH,
)
from lms.kernel.clock import new_id
from lms.kernel.database.db import Base


class OidcProvider(Base):
    """A provider whose accounts may sign people in."""

    __tablename__ = "oidc_provider"
    __table_args__ = (UniqueConstraint("issuer", "client_id"),)
    __personal__: ClassVar[dict[str, str]] = {}

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    name: Mapped[str] = mapped_column(String(MAX_NAME_LENGTH))  # on the button
    issuer: Mapped[str] = mapped_column(String(MAX_ID_LENGTH))
    client_id: Mapped[str] = mapped_column(String(MAX_ID_LENGTH))
    key_id: Mapped[UUID] = mapped_column(ForeignKey("data_key.id"))
    sealed_secret: Mapped[bytes]
    # Domains (`hd`) or tenants (`tid`), separated by spaces; empty if all accounts may sign in.
    domains: Mapped[str] = mapped_column(String(MAX_DOMAINS_LENGTH))
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]


class OidcState(Base):
    """A started sign-in. The row is deleted when the browser returns, so it is used once.

    `person_id` is set if a person links an account to their own.
    """

    __tablename__ = "oidc_state"
    __table_args__ = (CheckConstraint("length(state_hash) = 64", name="hash_in_hex"),)
    __personal__: ClassVar[dict[str, str]] = {}

    state_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    provider_id: Mapped[UUID] = mapped_column(ForeignKey("oidc_provider.id"), index=True)
    nonce: Mapped[str] = mapped_column(String(64))
    code_verifier: Mapped[str] = mapped_column(String(128))  # RFC 7636
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"), index=True)
    next_path: Mapped[str] = mapped_column(String(MAX_PATH_LENGTH))
    expires_at: Mapped[datetime] = mapped_column(index=True)


class OidcAccount(Base):
    """A person's account at a provider, by issuer and subject; never by e-mail."""

    __tablename__ = "oidc_account"
    __table_args__ = (UniqueConstraint("issuer", "subject"),)
    __personal__: ClassVar[dict[str, str]] = {"subject": "row deleted"}

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    issuer: Mapped[str] = mapped_column(String(MAX_ID_LENGTH))
    subject: Mapped[str] = mapped_column(String(MAX_ID_LENGTH))
    provider_id: Mapped[UUID] = mapped_column(ForeignKey("oidc_provider.id"), index=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    created_at: Mapped[datetime]  # when it was added to this person
    last_used_at: Mapped[datetime]
