"""Tables of certificate designs and their pictures."""

from datetime import datetime
from typing import ClassVar, TypedDict
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.kernel.clock import new_id
from lms.kernel.database.db import Base
from lms.kernel.database.triggers import append_only


class StoredSignatory(TypedDict):
    """A signatory as stored in JSON; `picture_id` is a UUID."""

    name: str
    title_id: str
    title_en: str
    picture_id: str | None


class StoredLogo(TypedDict):
    """A logo as stored in JSON; `picture_id` is a UUID."""

    name: str
    picture_id: str


class DesignPicture(Base):
    """A cleaned image of a signature or a logo, identified by its hash."""

    __tablename__ = "design_picture"
    __table_args__ = (
        UniqueConstraint("sha256"),
        CheckConstraint("length(sha256) = 64", name="whole_hash"),
        CheckConstraint("width BETWEEN 1 AND 800", name="known_width"),
        CheckConstraint("height BETWEEN 1 AND 800", name="known_height"),
    )
    __personal__: ClassVar[dict[str, str]] = {
        "png": "kept: signatures of officials, who sign in public, and logos",
    }

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    sha256: Mapped[str] = mapped_column(String(64))
    png: Mapped[bytes]
    width: Mapped[int]
    height: Mapped[int]
    added_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    added_at: Mapped[datetime]


class CertificateDesign(Base):
    """A version of the design of a course. An empty code applies to all courses."""

    __tablename__ = "certificate_design"
    __table_args__ = (
        UniqueConstraint("course_code", "version"),
        CheckConstraint("version >= 1", name="version_counts_from_one"),
        CheckConstraint("language IN ('both', 'id', 'en')", name="known_language"),
        CheckConstraint("length(template) >= 1", name="has_template"),
    )
    __personal__: ClassVar[dict[str, str]] = {
        "signatories": "kept: officials of the issuer, who sign in public",
    }

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    course_code: Mapped[str] = mapped_column(String(16))
    version: Mapped[int]
    template: Mapped[str] = mapped_column(String(40))
    language: Mapped[str] = mapped_column(String(4))
    signatories: Mapped[list[StoredSignatory]] = mapped_column(JSON)
    logos: Mapped[list[StoredLogo]] = mapped_column(JSON)
    set_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    set_at: Mapped[datetime]


append_only("certificate_design", "design_picture")
