"""Tables of designs: each change is a new version, and pictures are kept once."""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.kernel.clock import new_id
from lms.kernel.database.db import Base
from lms.kernel.database.triggers import append_only


class DesignPicture(Base):
    """A signature or a logo, made clean before it came here. Its bytes say which one it is."""

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
    """How certificates of a course look from a moment on. An empty code stands for all courses."""

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
    signatories: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    logos: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    set_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    set_at: Mapped[datetime]


append_only("certificate_design", "design_picture")
