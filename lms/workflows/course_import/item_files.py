"""Imports items of a course from files as drafts, and lists its items for export."""

from datetime import datetime

from sqlalchemy.orm import Session

from assessments.exchange.bank_items import to_neutral_items
from assessments.exchange.model import NeutralItem
from assessments.exchange.reading import Remark
from assessments.items import drafts
from assessments.items.secure_forms import list_secure_items
from courses.catalogue.queries import current_course


def import_drafts(
    session: Session,
    items: tuple[NeutralItem, ...],
    source: drafts.ItemFile,
    *,
    course_code: str,
    now: datetime,
) -> int:
    """Add items as drafts and return their number. Raises CourseNotFound or DraftsExist."""
    current_course(session, course_code, language="en", is_loopback=True)
    return drafts.add_drafts(session, items, source, bank_code=course_code, now=now)


def course_items(
    session: Session, *, course_code: str, only_drafts: bool
) -> tuple[list[NeutralItem], list[Remark]]:
    """Items of the bank (or its drafts), and remarks on items that cannot be exported.

    Items of secure forms are never among them. Raises CourseNotFound.
    """
    current_course(session, course_code, language="en", is_loopback=True)
    if only_drafts:
        return list(drafts.list_drafts(session, bank_code=course_code)), []
    secure = list_secure_items(session, bank_code=course_code)
    bank_items = drafts.list_bank_items(session, bank_code=course_code)
    items, others = to_neutral_items(item for item in bank_items if item.code not in secure)
    held = [Remark("item-secure", code, ", ".join(secure[code])) for code in sorted(secure)]
    return items, [*held, *others]
