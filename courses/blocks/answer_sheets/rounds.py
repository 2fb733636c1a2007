"""Sheet of activities with an answer for each entry, checked together."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from courses.blocks.answer_sheets.marks import FIRST, SECOND

if TYPE_CHECKING:
    from courses.blocks.activities.rounds import RoundsActivity


def rounds_sheet(block: "RoundsActivity", entries: Sequence[Any]) -> dict[str, object]:
    """The result of each answer, and the frame around them for each number of fitting ones.

    `entries` has an id, a field name, and for each value of the form the answer, whether it fits,
    and its result; `order` lists the entries as their results stand. `results` and `mend` are lists
    by the number of fitting and of missed entries; `mark` is that of an entry which fitted before.
    """
    texts, number = block.answer_texts(), len(entries)
    values = block.form_values()
    listed = []
    for entry in entries:
        results = {}
        for value, answer in values.items():
            block.answers = {str(entry["id"]): answer}
            results[value] = [answer, block.fits(entry), block.answer_html(entry, texts)]
        listed.append([str(entry["id"]), f"{block.form_prefix}{entry['id']}", results])
    ids = [entry_id for entry_id, _name, _results in listed]
    order = [ids.index(str(entry["id"])) for entry in block.entries_of_results()]
    mend = []
    for missed in range(number + 1):
        block.missed = ids[:missed]
        mend.append(block.to_mend())
    return {
        "kind": "rounds",
        "handler": block.check_handler,
        "opening": block.opening(),
        "entries": listed,
        "order": order,
        "results": [_frame(block, right, number - right) for right in range(number + 1)],
        "mend": mend,
        "mark": block.fitted_mark(),
    }


def _frame(block: "RoundsActivity", right: int, moved: int) -> str:
    """What stands around the results: marks for those that belong elsewhere and those that fit."""
    return block.results(_marked(FIRST, moved), _marked(SECOND, right))


def _marked(mark: str, number: int) -> list[str]:
    return [mark, *[""] * (number - 1)] if number else []
