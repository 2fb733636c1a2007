"""The formats by name: how each is read and written, and which kinds of item it knows. Pure."""

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
from assessments.exchange.texts import normal


@dataclass(frozen=True, slots=True)
class Format:
    """`write` is None where a format is only read. `is_bilingual` files hold both languages."""

    name: str
    suffix: str
    kinds: Sequence[str]
    read: Callable[[bytes, str], Reading]
    write: Callable[[Sequence[NeutralItem], str], Written] | None
    is_bilingual: bool = False
    has_pictures: bool = False


FORMATS: Final = {
    one.name: one
    for one in (
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
    """Raises FileRejected for a file of which nothing can be read."""
    if len(content) > MAX_BYTES:
        raise FileRejected("file-too-large")
    if not content.strip():
        raise FileRejected("file-empty")
    return FORMATS[format_name].read(content, language)


def write_items(items: Sequence[NeutralItem], format_name: str, *, language: str) -> Written:
    """What a format does not know is left out and named. Raises FileRejected where all is."""
    chosen = FORMATS[format_name]
    if chosen.write is None:
        raise FileRejected("only-read", format_name)
    items, notes = (items, []) if "vignette" in chosen.kinds else _with_cases_in_stems(items)
    if not chosen.is_bilingual:
        told = (item for item in items if item.partial)
        notes += [Remark("scoring-rule-left-out", item.code, item.partial) for item in told]
        cited = (item for item in items if item.sources)
        notes += [Remark("sources-left-out", one.code, ", ".join(one.sources)) for one in cited]
        items = [replace(item, partial="", sources=()) for item in items]
    if not chosen.has_pictures:
        notes += [Remark("picture-left-out", item.code) for item in items if item.pictures]
        items = [replace(item, pictures=()) for item in items]
    left_out = [
        Remark(code, item.code, item.kind)
        for item in items
        for code in _unfit(item, chosen, language)
    ]
    names = {remark.item for remark in left_out}
    kept = [item for item in items if item.code not in names]
    if not kept:
        raise FileRejected("nothing-to-write", format_name)
    written = chosen.write(kept, language)
    return replace(written, skipped=(*left_out, *written.skipped), notes=(*notes, *written.notes))


def _with_cases_in_stems(
    items: Sequence[NeutralItem],
) -> tuple[list[NeutralItem], list[Remark]]:
    """A format that knows no cases gets each before its questions, so that they can be answered."""
    told = {item.code: item.stem for item in items if item.kind == "vignette"}
    found, notes = [], []
    for item in items:
        if item.vignette in told:
            case, asked = told[item.vignette], item.stem
            stem = LocalizedText(_joined(case.id, asked.id), _joined(case.en, asked.en))
            notes.append(Remark("vignette-in-question", item.code, item.vignette))
            found.append(replace(item, vignette="", stem=stem))
        elif item.kind != "vignette":
            found.append(item)
    return found, notes


def _joined(case: str, asked: str) -> str:
    """In the lines of a plain text; a language that lacks the question lacks the case too."""
    return f"{normal(case)}\n{asked}" if asked else ""


def _unfit(item: NeutralItem, chosen: Format, language: str) -> list[str]:
    """Why an item does not fit; one reason is enough."""
    if item.kind not in chosen.kinds:
        return ["kind-not-in-format"]
    if not chosen.is_bilingual and not _is_whole(item, language):
        return ["language-missing"]
    if chosen.name == "gift" and any("->" in pair.left.of(language) for pair in item.pairs):
        return ["text-unfit"]
    return []


def _is_whole(item: NeutralItem, language: str) -> bool:
    asked = [item.stem, *(option.text for option in item.options), *item.steps]
    asked += [side for pair in item.pairs for side in (pair.left, pair.right)]
    return all(text.of(language) for text in asked)
