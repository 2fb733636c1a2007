"""Tables of certificates, issuers, status lists, signing keys, files and the transparency log."""

from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.kernel.clock import new_id
from lms.kernel.database.db import Base
from lms.kernel.database.table_rules import in_values, partial_unique_index
from lms.kernel.database.triggers import append_only

LOG_EVENTS = (
    "issued",
    "revoked",
    "withdrawn",
    "kept",
    "suspended",
    "restored",
    "superseded",
    "renewed",
    "re-signed",
)
KEY_EVENTS = ("key-added", "key-retired", "key-leaked")
FILE_KINDS = ("json", "jwt", "sealed-pdf", "png", "badge-png", "badge-svg", "pdf")


class Issuer(Base):
    """The issuer as set by an administrator. A change adds a version; earlier versions stay."""

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
    """A list of 131,072 bits; certificates get random indexes until half are allocated."""

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


class StatusListCredential(Base):
    """The last signed form of a list; signed each day and after each change."""

    __tablename__ = "status_list_credential"
    __table_args__ = (
        CheckConstraint("purpose IN ('revocation', 'suspension')", name="known_purpose"),
        CheckConstraint("valid_until > signed_at", name="valid_for_some_time"),
    )
    __personal__: ClassVar[dict[str, str]] = {}

    list_number: Mapped[int] = mapped_column(ForeignKey("status_list.number"), primary_key=True)
    purpose: Mapped[str] = mapped_column(String(10), primary_key=True)
    body: Mapped[bytes]
    key_id: Mapped[str] = mapped_column(String(43))
    signed_at: Mapped[datetime]
    valid_until: Mapped[datetime]


class SigningKey(Base):
    """A public key that signs or has signed here. Private keys are never in the database.

    `kid` is the hex of the first 4 bytes of SHA-256 for Ed25519, the thumbprint of RFC 7638 for
    P-256. `public_key` is raw (32 bytes) or an uncompressed point (65 bytes).
    """

    __tablename__ = "signing_key"
    __table_args__ = (
        UniqueConstraint("kid"),
        CheckConstraint("algorithm IN ('Ed25519', 'P-256')", name="known_algorithm"),
        CheckConstraint(
            "(algorithm = 'P-256') = (certificate_der IS NOT NULL)", name="documents_have_x509"
        ),
        CheckConstraint(
            "compromised_at IS NULL OR retired_at IS NOT NULL", name="leaked_signs_no_more"
        ),
    )
    __personal__: ClassVar[dict[str, str]] = {}

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    kid: Mapped[str] = mapped_column(String(43))
    algorithm: Mapped[str] = mapped_column(String(10))
    is_specimen: Mapped[bool]
    public_key: Mapped[bytes]
    certificate_der: Mapped[bytes | None]
    created_at: Mapped[datetime]
    retired_at: Mapped[datetime | None]
    compromised_at: Mapped[datetime | None]


class Certificate(Base):
    """One issued certificate. The holder's data is sealed with a key of its own.

    A certificate that was replaced, by a correction or a renewal, stays; its successor names it
    in `replaces_id`. `generation` grows when signatures are reissued after a key leak.
    """

    __tablename__ = "certificate"
    __table_args__ = (
        UniqueConstraint("number"),
        UniqueConstraint("replaces_id"),
        partial_unique_index(
            "replaced_at IS NULL", "uq_certificate_current", "enrolment_id", "achievement_code"
        ),
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
        CheckConstraint(
            "(suspended_at IS NULL) = (suspension_reason IS NULL)", name="suspended_for_a_reason"
        ),
        CheckConstraint(
            "(replaced_at IS NULL) = (replaced_for IS NULL)", name="replaced_for_a_reason"
        ),
        CheckConstraint("replaced_for IN ('correction', 'renewal')", name="known_replacement"),
        CheckConstraint("replaced_by_id <> id", name="replaced_by_another"),
        CheckConstraint(
            "replaced_by_id IS NULL OR replaced_at IS NOT NULL", name="replaced_at_some_time"
        ),
        CheckConstraint("generation >= 1", name="generation_counts_from_one"),
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
    suspended_at: Mapped[datetime | None]
    suspension_reason: Mapped[str | None] = mapped_column(String(40))
    replaces_id: Mapped[UUID | None] = mapped_column(ForeignKey("certificate.id"))
    replaced_at: Mapped[datetime | None]
    replaced_for: Mapped[str | None] = mapped_column(String(10))
    # Set if the replacement existed before: two accounts of one person were merged.
    replaced_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("certificate.id"))
    generation: Mapped[int] = mapped_column(default=1, server_default="1")
    achievement_details: Mapped[dict[str, Any] | None]  # criteria and alignment, for the credential


class CertificateFile(Base):
    """A file of a certificate, stored byte for byte and sealed with its key.

    After a key leak each kind is made again in the next generation; the earlier rows stay.
    """

    __tablename__ = "artefact"
    __table_args__ = (
        UniqueConstraint("certificate_id", "kind", "generation"),
        Index("ix_artefact_sha256", "sha256"),
        CheckConstraint(in_values("kind", FILE_KINDS), name="known_kind"),
        CheckConstraint("generation >= 1", name="generation_counts_from_one"),
        CheckConstraint("length(sha256) = 64", name="whole_hash"),
    )
    __personal__: ClassVar[dict[str, str]] = {
        "file_name": "row and sealed file removed when the certificate is withdrawn",
    }

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    certificate_id: Mapped[UUID] = mapped_column(ForeignKey("certificate.id"))
    kind: Mapped[str] = mapped_column(String(10))
    sha256: Mapped[str] = mapped_column(String(64))  # of the unsealed file
    byte_count: Mapped[int]
    file_name: Mapped[str] = mapped_column(String(100))
    made_at: Mapped[datetime]
    generation: Mapped[int] = mapped_column(default=1, server_default="1")
    key_id: Mapped[str | None] = mapped_column(String(43))  # of the signing key, if signed


class TransparencyLogEntry(Base):
    """One entry of the hash chain: an event of a certificate or of a signing key."""

    __tablename__ = "issuance_log"
    __table_args__ = (
        UniqueConstraint("entry_hash"),
        UniqueConstraint("previous_hash"),
        CheckConstraint("sequence >= 1", name="sequence_counts_from_one"),
        CheckConstraint(in_values("event", LOG_EVENTS + KEY_EVENTS), name="known_event"),
        CheckConstraint(
            f"({in_values('event', KEY_EVENTS)}) = (certificate_id IS NULL)",
            name="of_a_certificate_or_a_key",
        ),
        CheckConstraint("form IN (1, 2)", name="known_form"),
    )
    __personal__: ClassVar[dict[str, str]] = {}

    sequence: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    event: Mapped[str] = mapped_column(String(12))
    certificate_id: Mapped[UUID | None] = mapped_column(index=True)  # certificate or lost one
    content_hash: Mapped[str] = mapped_column(String(64))  # of sealed bytes only
    happened_at: Mapped[datetime]
    previous_hash: Mapped[str] = mapped_column(String(64))
    entry_hash: Mapped[str] = mapped_column(String(64))
    form: Mapped[int] = mapped_column(server_default="1")  # version of the hashed form


class LostCertificate(Base):
    """A certificate that was issued after the backup from which the database was restored.

    Its record is lost. Its index is not given again, and a revocation stays in the status list.
    """

    __tablename__ = "lost_certificate"
    __table_args__ = (
        UniqueConstraint("list_number", "status_index"),
        CheckConstraint("status_index BETWEEN 0 AND 131071", name="index_in_list"),
    )
    __personal__: ClassVar[dict[str, str]] = {}

    id: Mapped[UUID] = mapped_column(primary_key=True)
    list_number: Mapped[int] = mapped_column(ForeignKey("status_list.number"))
    status_index: Mapped[int]
    is_revoked: Mapped[bool]
    is_suspended: Mapped[bool]


append_only("issuer", "issuance_log")
