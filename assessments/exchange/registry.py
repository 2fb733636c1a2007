"""The formats of items by name: readers, writers and supported kinds of item. Pure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from assessments.exchange import aiken
from assessments.exchange.gift import gift
from assessments.exchange.model import LocalizedText, NeutralItem
from assessments.exchange.moodle import moodle_xml
from assessments.exchange.olx import olx
from assessments.exchange.qti import qti_read, qti_write
from assessments.exchange.reading import MAX_BYTES, FileRejected, Reading, Remark, Written
from assessments.exchange.spreadsheet import spreadsheet_files as sheets
from assessments.exchange.spreadsheet import template
from assessments.exchange.texts import normalise_text


@dataclass(frozen=True, slots=True)
class Format:
    """A format; `write` is None if it is read only. `is_bilingual` files hold both languages."""

    name: str
    suffix: str
    kinds: Sequence[str]
    read: Callable[[bytes, str], Reading]
    write: Callable[[Sequence[NeutralItem], str], Written] | None
    is_bilingual: bool = False
    has_pictures: bool = False


FORMATS: Final = {
    fmt.name: fmt
    for fmt in (
        Format("xlsx", ".xlsx", template.KINDS, sheets.read_xlsx, sheets.write_xlsx, True),
        Format("csv", ".csv", template.KINDS, sheets.read_csv, sheets.write_csv, True),
        Format("gift", ".txt", gift.KINDS, gift.read, gift.write),
        Format("aiken", ".txt", aiken.KINDS, aiken.read, aiken.write),
        Format(
            "moodle-xml",
            ".xml",
            moodle_xml.KINDS,
            moodle_xml.read,
            moodle_xml.write,
            has_pictures=True,
        ),
        Format(
            "qti3",
            ".zip",
            qti_write.KINDS,
            qti_read.read,
            qti_write.write,
            has_pictures=True,
        ),
        Format("qti2", ".zip", qti_write.KINDS, qti_read.read, None),
        Format("olx", ".xml", olx.KINDS, olx.read, olx.write),
    )
}


def read_items(content: bytes, format_name: str, *, language: str) -> Reading:
    """Read a file. Raises FileRejected if no item can be read."""
    if len(content) > MAX_BYTES:
        raise FileRejected("file-too-large")
    if not content.strip():
        raise FileRejected("file-empty")
    return FORMATS[format_name].read(content, language)


def write_items(items: Sequence[NeutralItem], format_name: str, *, language: str) -> Written:
    """Write items; skip and name those the format cannot hold.

    Raises FileRejected if it can hold none.
    """
    fmt = FORMATS[format_name]
    if fmt.write is None:
        raise FileRejected("only-read", format_name)
    items, notes = (items, []) if "vignette" in fmt.kinds else _with_cases_in_stems(items)
    if not fmt.is_bilingual:
        notes += [
            Remark("scoring-rule-left-out", item.code, item.partial)
            for item in items
            if item.partial
        ]
        notes += [
            Remark("sources-left-out", item.code, ", ".join(item.sources))
            for item in items
            if item.sources
        ]
        items = [replace(item, partial="", sources=()) for item in items]
    if not fmt.has_pictures:
        notes += [Remark("picture-left-out", item.code) for item in items if item.pictures]
        items = [replace(item, pictures=()) for item in items]
    skipped = [
        Remark(code, item.code, item.kind) for item in items for code in _unfit(item, fmt, language)
    ]
    names = {remark.item for remark in skipped}
    writable = [item for item in items if item.code not in names]
    if not writable:
        raise FileRejected("nothing-to-write", format_name)
    written = fmt.write(writable, language)
    return replace(written, skipped=(*skipped, *written.skipped), notes=(*notes, *written.notes))


def _with_cases_in_stems(
    items: Sequence[NeutralItem],
) -> tuple[list[NeutralItem], list[Remark]]:
    """Prepend each case to the stems of its questions, for a format without cases."""
    cases = {item.code: item.stem for item in items if item.kind == "vignette"}
    questions, notes = [], []
    for item in items:
        if item.vignette in cases:
            case, question = cases[item.vignette], item.stem
            stem = LocalizedText(_joined(case.id, question.id), _joined(case.en, question.en))
            notes.append(Remark("vignette-in-question", item.code, item.vignette))
            questions.append(replace(item, vignette="", stem=stem))
        elif item.kind != "vignette":
            questions.append(item)
    return questions, notes


def _joined(case: str, question: str) -> str:
    """Return case and question as plain text; empty in a language without the question."""
    return f"{normalise_text(case)}\n{question}" if question else ""


def _unfit(item: NeutralItem, fmt: Format, language: str) -> list[str]:
    """Return the reason why a format cannot hold an item, if there is one."""
    if item.kind not in fmt.kinds:
        return ["kind-not-in-format"]
    if not fmt.is_bilingual and not _is_whole(item, language):
        return ["language-missing"]
    if fmt.name == "gift" and any("->" in pair.left.of(language) for pair in item.pairs):
        return ["text-unfit"]
    return []


def _is_whole(item: NeutralItem, language: str) -> bool:
    texts = [item.stem, *(option.text for option in item.options), *item.steps]
    texts += [side for pair in item.pairs for side in (pair.left, pair.right)]
    return all(text.of(language) for text in texts)
