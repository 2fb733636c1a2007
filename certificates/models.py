"""Tables of certificates: what was issued, by whom, in which order, and the files made of it."""

from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.kernel.clock import new_id
from lms.kernel.db import Base
from lms.kernel.triggers import append_only


class Issuer(Base):
    """Who issues, as an administrator set it; a change is a new version, and old ones stand."""

    __tablename__ = "issuer"
    __table_args__ = (
        UniqueConstraint("version"),
        CheckConstraint("version >= 1", name="version_counts_from_one"),
        CheckConstraint("length(name) >= 1", name="has_name"),
    )
    __personal__: ClassVar[dict[str, str]] = {
        "signatories": "kept: officials of the issuer, who sign in public",
    }

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    version: Mapped[int]
    name: Mapped[str] = mapped_column(String(200))
    url: Mapped[str] = mapped_column(String(500))
    signatories: Mapped[list[dict[str, str]]] = mapped_column(JSON)
    set_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    set_at: Mapped[datetime]


class StatusList(Base):
    """A list of 131,072 bits; certificates take random places in it until half are taken."""

    __tablename__ = "status_list"
    __table_args__ = (
        CheckConstraint("number >= 1", name="number_counts_from_one"),
        CheckConstraint("allocated BETWEEN 0 AND 65536", name="half_at_most"),
        CheckConstraint("(allocated = 65536) = (closed_at IS NOT NULL)", name="closed_at_half"),
    )
    __personal__: ClassVar[dict[str, str]] = {}

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    allocated: Mapped[int] = mapped_column(default=0)
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]


class Certificate(Base):
    """One issued certificate. Who holds it is sealed with a key of its own."""

    __tablename__ = "certificate"
    __table_args__ = (
        UniqueConstraint("number"),
        UniqueConstraint("enrolment_id", "achievement_code"),
        UniqueConstraint("list_number", "status_index"),
        CheckConstraint("length(number) = 16", name="number_is_whole"),
        CheckConstraint("level IN (0, 1)", name="known_level"),
        CheckConstraint("hours >= 1", name="takes_time"),
        CheckConstraint("status_index BETWEEN 0 AND 131071", name="index_in_list"),
        CheckConstraint("valid_until > issued_at", name="valid_for_some_time"),
        CheckConstraint("issuer_id IS NOT NULL OR is_specimen", name="genuine_has_issuer"),
        CheckConstraint(
            "(revoked_at IS NULL) = (revocation_reason IS NULL)", name="revoked_for_a_reason"
        ),
        CheckConstraint("withdrawn_at IS NULL OR kept_at IS NULL", name="withdrawn_or_kept"),
    )
    __personal__: ClassVar[dict[str, str]] = {
        "person_id": "kept: the person's row holds no name after erasure",
        "sealed_holder": "key destroyed, or kept public when the person chose so",
        "sealed_qr": "key destroyed, or kept public when the person chose so",
    }

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    number: Mapped[str] = mapped_column(String(16))
    enrolment_id: Mapped[UUID] = mapped_column(ForeignKey("enrolment.id"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    achievement_code: Mapped[str] = mapped_column(String(16))
    title_id: Mapped[str] = mapped_column(String(200))
    title_en: Mapped[str] = mapped_column(String(200))
    hours: Mapped[int]
    level: Mapped[int]
    is_pilot: Mapped[bool]
    is_specimen: Mapped[bool]
    issuer_id: Mapped[UUID | None] = mapped_column(ForeignKey("issuer.id"))
    host: Mapped[str] = mapped_column(String(262))
    completed_on: Mapped[date]
    issued_at: Mapped[datetime]
    valid_until: Mapped[datetime | None]
    list_number: Mapped[int] = mapped_column(ForeignKey("status_list.number"))
    status_index: Mapped[int]
    signing_key_id: Mapped[str] = mapped_column(String(8))
    data_key_id: Mapped[UUID] = mapped_column(ForeignKey("data_key.id"))
    sealed_holder: Mapped[bytes]
    sealed_qr: Mapped[bytes]
    revoked_at: Mapped[datetime | None]
    revocation_reason: Mapped[str | None] = mapped_column(String(40))
    withdrawn_at: Mapped[datetime | None]
    kept_at: Mapped[datetime | None]


class Artefact(Base):
    """A file made of a certificate once and kept byte for byte, sealed with its key."""

    __tablename__ = "artefact"
    __table_args__ = (
        UniqueConstraint("certificate_id", "kind"),
        CheckConstraint("kind IN ('pdf', 'png')", name="known_kind"),
        CheckConstraint("length(sha256) = 64", name="whole_hash"),
    )
    __personal__: ClassVar[dict[str, str]] = {
        "file_name": "row and sealed file removed when the certificate is withdrawn",
    }

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    certificate_id: Mapped[UUID] = mapped_column(ForeignKey("certificate.id"))
    kind: Mapped[str] = mapped_column(String(10))
    sha256: Mapped[str] = mapped_column(String(64))  # of the file as people get it
    byte_count: Mapped[int]
    file_name: Mapped[str] = mapped_column(String(100))
    made_at: Mapped[datetime]


class IssuanceLogEntry(Base):
    """One link of the chain that tells when a certificate was issued, revoked or withdrawn."""

    __tablename__ = "issuance_log"
    __table_args__ = (
        UniqueConstraint("entry_hash"),
        UniqueConstraint("previous_hash"),
        CheckConstraint("sequence >= 1", name="sequence_counts_from_one"),
        CheckConstraint("event IN ('issued', 'revoked', 'withdrawn', 'kept')", name="known_event"),
    )
    __personal__: ClassVar[dict[str, str]] = {}

    sequence: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    event: Mapped[str] = mapped_column(String(10))
    certificate_id: Mapped[UUID] = mapped_column(ForeignKey("certificate.id"), index=True)
    content_hash: Mapped[str] = mapped_column(String(64))  # of the sealed bytes, never of a name
    happened_at: Mapped[datetime]
    previous_hash: Mapped[str] = mapped_column(String(64))
    entry_hash: Mapped[str] = mapped_column(String(64))


append_only("issuer", "issuance_log")
