"""Messages about items in files, in the language of the command line."""

from typing import TYPE_CHECKING

from lms.cli.language import translate
from lms.item_texts import CUES, FILE_REJECTED, ITEM_REJECTED, NOTES, SKIPPED

if TYPE_CHECKING:
    from assessments.analysis.cues import Cue
    from assessments.exchange.reading import Remark


def file_text(remark: "Remark") -> str:
    """Return the message of a rejected file."""
    return _with_detail(translate(FILE_REJECTED[remark.code]), remark.detail)


def item_text(remark: "Remark") -> str:
    """Return the message of an item that is rejected, skipped or incomplete."""
    text = {**ITEM_REJECTED, **SKIPPED, **NOTES}[remark.code]
    return _with_detail(translate(text), remark.detail)


def cue_text(cue: "Cue") -> str:
    """Return the message of a cue."""
    parts = ", ".join(part for part in (cue.language, cue.detail) if part)
    return _with_detail(translate(CUES[cue.code]), parts)


def _with_detail(message: str, detail: str) -> str:
    return f"{message} ({detail})" if detail else message
