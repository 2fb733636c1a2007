"""What is said of items in files, in the language of the command line."""

from typing import TYPE_CHECKING

from lms.cli.language import translate
from lms.item_sentences import CUES, FILE_REFUSED, ITEM_REFUSED, LEFT_OUT, NOTES

if TYPE_CHECKING:
    from assessments.analysis.cues import Cue
    from assessments.exchange.reading import Remark


def file_sentence(remark: "Remark") -> str:
    return _with_detail(translate(FILE_REFUSED[remark.code]), remark.detail)


def item_sentence(remark: "Remark") -> str:
    """Of an item that is refused, left out, or comes with something missing."""
    text = {**ITEM_REFUSED, **LEFT_OUT, **NOTES}[remark.code]
    return _with_detail(translate(text), remark.detail)


def cue_sentence(cue: "Cue") -> str:
    parts = ", ".join(part for part in (cue.language, cue.detail) if part)
    return _with_detail(translate(CUES[cue.code]), parts)


def _with_detail(sentence: str, detail: str) -> str:
    return f"{sentence} ({detail})" if detail else sentence
