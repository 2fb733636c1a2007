"""Converts a stored version to an item of a bank."""

from assessments.items.bank import BankItem
from assessments.items.models import ItemVersion


def to_bank_item(code: str, version: ItemVersion) -> BankItem:
    """Return the version as a bank item; its key must be loaded."""
    return BankItem(
        code=code,
        type_code=version.type_code,
        use="",
        objective_code=version.objective_code,
        bloom=version.bloom,
        difficulty=version.difficulty,
        review_state=version.review_state,
        content=version.content,
        answer_key=version.answer_key,
    )
