"""The table of settings of the installation."""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from lms.kernel.database.db import Base


class PlatformSetting(Base):
    """A setting of the installation, such as the safeguarding contact."""

    __tablename__ = "platform_setting"
    __personal__: ClassVar[dict[str, str]] = {
        "value": "kept: the public contact for safeguarding, until an administrator names another",
        "set_by": "kept: who answers for it; the person's row holds no name",
    }

    key: Mapped[str] = mapped_column(String(60), primary_key=True)
    value: Mapped[dict[str, Any]]
    set_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    set_at: Mapped[datetime]
