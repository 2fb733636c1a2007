"""The table of block drafts: one row per block of the tree."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from courses.json_types import JsonObject
from lms.kernel.clock import new_id
from lms.kernel.database.db import Base


class BlockDraft(Base):
    """A block of a draft. The root row holds `version` and `kept` of the whole draft.

    `kept` is the state of the blocks in the author's trial: shared fields in plain, the author's
    own fields sealed.
    """

    __tablename__ = "block_draft"
    __personal__: ClassVar[dict[str, str]] = {
        "made_by": "kept: the person's row holds no name after erasure",
        "kept": "sealed with the person's key, which erasure destroys",
    }

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    root_id: Mapped[UUID | None] = mapped_column(ForeignKey("block_draft.id"), index=True)
    parent_id: Mapped[UUID | None] = mapped_column(ForeignKey("block_draft.id"))
    course_id: Mapped[UUID] = mapped_column(ForeignKey("course.id"))
    made_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    position: Mapped[int]
    key: Mapped[str] = mapped_column(String(40))
    block_type: Mapped[str] = mapped_column(String(80))
    fields: Mapped[JsonObject]
    kept: Mapped[JsonObject]
    version: Mapped[int]
    updated_at: Mapped[datetime]
