"""Tables of the files of course versions; contents are stored once and shared by versions."""

from typing import ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.kernel.clock import new_id
from lms.kernel.database.db import Base
from lms.kernel.database.triggers import append_only

MAX_NAME_LENGTH = 300


class StaticContent(Base):
    """The content of a file, unchanged."""

    __tablename__ = "static_content"
    __table_args__ = (
        UniqueConstraint("sha256"),
        CheckConstraint("length(sha256) = 64", name="whole_hash"),
    )
    __personal__: ClassVar[dict[str, str]] = {}

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    sha256: Mapped[str] = mapped_column(String(64))
    data: Mapped[bytes]


class StaticFile(Base):
    """A file of a version; `name` is the path below `/static/`."""

    __tablename__ = "static_file"
    __table_args__ = (UniqueConstraint("course_version_id", "name"),)
    __personal__: ClassVar[dict[str, str]] = {}

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    course_version_id: Mapped[UUID] = mapped_column(ForeignKey("course_version.id"))
    content_id: Mapped[UUID] = mapped_column(ForeignKey("static_content.id"), index=True)
    name: Mapped[str] = mapped_column(String(MAX_NAME_LENGTH))
    media_type: Mapped[str] = mapped_column(String(80))


append_only("static_content", "static_file")
