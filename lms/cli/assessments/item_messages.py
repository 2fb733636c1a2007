"""What is said of items in files, in the language of the command line."""

from typing import TYPE_CHECKING

from lms.cli.language import translate
from lms.item_texts import CUES, FILE_REJECTED, ITEM_REJECTED, NOTES, SKIPPED

if TYPE_CHECKING:
    from assessments.analysis.cues import Cue
    from assessments.exchange.reading import Remark


def file_text(remark: "Remark") -> str:
    return _with_detail(translate(FILE_REJECTED[remark.code]), remark.detail)


def item_text(remark: "Remark") -> str:
    """Of an item that is refused, left out, or comes with something missing."""
    text = {**ITEM_REJECTED, **SKIPPED, **NOTES}[remark.code]
    return _with_detail(translate(text), remark.detail)


def cue_text(cue: "Cue") -> str:
    parts = ", ".join(part for part in (cue.language, cue.detail) if part)
    return _with_detail(translate(CUES[cue.code]), parts)


def _with_detail(sentence: str, detail: str) -> str:
    return f"{sentence} ({detail})" if detail else sentence
