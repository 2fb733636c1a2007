"""Marks forms whose items are never exported to files, and lists their items.

A form is named by the bank (the course) and its code, so that the mark holds for later versions of
the course too.
"""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from assessments.errors import FormNotFound
from assessments.items.models import AssessmentForm, FormSlot, Item, ItemVersion, SecureForm
from assessments.items.vignettes import get_case_code


def mark_secure(
    session: Session, form_codes: Collection[str], *, bank_code: str, now: datetime
) -> tuple[str, ...]:
    """Mark forms as secure and return those that were not. Raises FormNotFound."""
    _require_forms(session, form_codes, bank_code)
    marked = set(list_secure_forms(session, bank_code=bank_code))
    new = sorted({*form_codes} - marked)
    session.add_all(SecureForm(bank_code=bank_code, form_code=f, secured_at=now) for f in new)
    return tuple(new)


def release_forms(
    session: Session, form_codes: Collection[str], *, bank_code: str
) -> tuple[str, ...]:
    """Remove the mark of forms and return those that had it. Raises FormNotFound."""
    _require_forms(session, form_codes, bank_code)
    marked = sorted({*form_codes} & {*list_secure_forms(session, bank_code=bank_code)})
    session.execute(
        delete(SecureForm).where(
            SecureForm.bank_code == bank_code, SecureForm.form_code.in_(marked)
        )
    )
    return tuple(marked)


def list_secure_forms(session: Session, *, bank_code: str) -> tuple[str, ...]:
    """Return the codes of secure forms, in order."""
    codes = select(SecureForm.form_code).where(SecureForm.bank_code == bank_code)
    return tuple(session.scalars(codes.order_by(SecureForm.form_code)))


def list_secure_items(session: Session, *, bank_code: str) -> dict[str, tuple[str, ...]]:
    """Return the secure forms of each item, by item code; a case is as secure as its items.

    An item is secure in all its versions if any version of the course has it in such a form.
    """
    rows = session.execute(
        select(Item.code, AssessmentForm.code, ItemVersion.content)
        .join(ItemVersion, ItemVersion.item_id == Item.id)
        .join(FormSlot, FormSlot.item_version_id == ItemVersion.id)
        .join(AssessmentForm, AssessmentForm.id == FormSlot.form_id)
        .join(
            SecureForm,
            (SecureForm.bank_code == Item.bank_code)
            & (SecureForm.form_code == AssessmentForm.code),
        )
        .where(Item.bank_code == bank_code)
    )
    forms: dict[str, set[str]] = {}
    for item_code, form_code, content in rows:
        for code in filter(None, (item_code, get_case_code(content))):
            forms.setdefault(code, set()).add(form_code)
    return {code: tuple(sorted(names)) for code, names in forms.items()}


def _require_forms(session: Session, form_codes: Collection[str], bank_code: str) -> None:
    known = set(
        session.scalars(
            select(AssessmentForm.code)
            .join(FormSlot, FormSlot.form_id == AssessmentForm.id)
            .join(ItemVersion, ItemVersion.id == FormSlot.item_version_id)
            .join(Item, Item.id == ItemVersion.item_id)
            .where(Item.bank_code == bank_code)
            .distinct()
        )
    )
    for code in form_codes:
        if code not in known:
            raise FormNotFound(form=code)
