"""Finds cues in the items of course files that give away the key."""

from pathlib import Path
from typing import Final

from assessments.analysis.cues import Cue, find_item_cues, find_set_cues
from assessments.exchange.bank_items import to_neutral_items
from assessments.items.bank import read_bank
from courses.course_files.folder import load_folder

BANK: Final = "items.yaml"


def course_cues(path: Path) -> list[tuple[str, Cue]]:
    """Cues with the use of their items (form_A ...). The files must have no problems."""
    bank = read_bank(load_folder(path).value(BANK))
    cues = []
    for use in dict.fromkeys(item.use for item in bank.items):
        items, _others = to_neutral_items(item for item in bank.items if item.use == use)
        cues += [(use, cue) for item in items for cue in find_item_cues(item)]
        cues += [(use, cue) for cue in find_set_cues(items)]
    return cues
