"""Finds cues in the items of course files that give away the key."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from assessments.analysis.cues import Cue, find_item_cues, find_set_cues
from assessments.analysis.option_measures import OptionMeasures, find_bank_cues, measure_options
from assessments.exchange.bank_items import to_neutral_items
from assessments.items.bank import ItemBank, read_bank
from courses.course_files.folder import load_folder

BANK: Final = "items.yaml"
ALL_ITEMS: Final = "all"


def course_cues(path: Path) -> list[tuple[str, Cue]]:
    """Cues with the use of their items (form_A ...; all). The files must have no problems."""
    bank = read_bank(load_folder(path).value(BANK))
    cues = []
    for use in _uses(bank):
        items, _others = to_neutral_items(item for item in bank.items if item.use == use)
        cues += [(use, cue) for item in items for cue in find_item_cues(item)]
        cues += [(use, cue) for cue in find_set_cues(items)]
    items, _others = to_neutral_items(bank.items)
    return cues + [(ALL_ITEMS, cue) for cue in find_bank_cues(items, _slots(bank))]


def course_option_measures(path: Path) -> Iterator[tuple[str, OptionMeasures]]:
    """What the options give away, for each use of items and for all. Files without problems.

    Items of one slot of the blueprint never train each other, and each use is guessed from all
    other items.
    """
    bank = read_bank(load_folder(path).value(BANK))
    items, _others = to_neutral_items(bank.items)
    uses = {item.code: item.use for item in bank.items}
    yield from ((ALL_ITEMS, row) for row in measure_options(items, _slots(bank)))
    for use in _uses(bank):
        part = [item for item in items if uses[item.code] == use]
        yield from ((use, row) for row in measure_options(part, _slots(bank), training=items))


def _uses(bank: ItemBank) -> list[str]:
    return list(dict.fromkeys(item.use for item in bank.items))


def _slots(bank: ItemBank) -> dict[str, str]:
    """The slot of each item that has one."""
    return {code: slot for form in bank.forms for slot, code in form.slots}
