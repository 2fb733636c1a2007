"""Reader and writer of GIFT, Moodle's text format. Pure.

https://docs.moodle.org/en/GIFT_format. Answers are in braces; `~ = # { } : \\` are escaped.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from assessments.exchange.gift import gift_answers
from assessments.exchange.gift.gift_answers import escape, unescape
from assessments.exchange.model import NeutralItem, localized_text
from assessments.exchange.reading import ItemRejected, Reader, Reading, Remark, Written
from assessments.exchange.texts import (
    decode_text,
    has_dropped_tags,
    has_picture,
    html_to_text,
    normalise_text,
)

KINDS: Final = (
    "single",
    "multiple",
    "true-false",
    "short-text",
    "number",
    "matching",
    "categorising",
)
TITLE: Final = re.compile(r"^::(.*?)(?<!\\)::", re.DOTALL)
TITLE_BEGINS: Final = re.compile(r"\s*::")
FORMAT: Final = re.compile(r"^\[(html|moodle|plain|markdown)\]\s*", re.IGNORECASE)
BLANK: Final = "_____"


def read(content: bytes, language: str) -> Reading:
    """Read a GIFT file in one language. Raises FileRejected."""
    reader = Reader(language)
    for block in _blocks(decode_text(content)):
        code = reader.begin()
        title = TITLE.match(block)
        rest = block
        if title:
            code, rest = normalise_text(unescape(title[1])) or code, block[title.end() :].lstrip()
        try:
            reader.items.append(_item(reader, code, rest))
        except ItemRejected as problem:
            reader.reject(code, problem)
    return reader.result()


def _blocks(text: str) -> Iterator[str]:
    """Yield the questions, which empty lines separate; skip comments and categories.

    Empty lines between braces belong to the answers, unless a new question follows: then a brace
    is missing, and only the question without it is rejected.
    """
    lines: list[str] = []
    depth = paragraph = 0  # `paragraph` is the index in `lines` where the last one begins
    is_after_empty = False
    for line in text.split("\n"):
        if line.lstrip().startswith(("//", "$CATEGORY:")):
            continue
        braces = re.sub(r"\\.", "", line)
        if is_after_empty:
            paragraph = len(lines)
        is_next = is_after_empty and (depth <= 0 or TITLE_BEGINS.match(line))
        if is_next or (depth > 0 and paragraph and "{" in braces):
            yield from _block(lines[:paragraph])
            lines, depth, paragraph = lines[paragraph:], 0, 0
        lines.append(line)
        depth += braces.count("{") - braces.count("}")
        is_after_empty = not line.strip()
    yield from _block(lines)


def _block(lines: list[str]) -> Iterator[str]:
    block = "\n".join(lines).strip()
    if block:
        yield block


def _item(reader: Reader, code: str, block: str) -> NeutralItem:
    is_html = False
    format_tag = FORMAT.match(block)
    if format_tag:
        is_html, block = format_tag[1].lower() == "html", block[format_tag.end() :]
    if is_html and has_dropped_tags(unescape(block)):
        reader.note("markup-left-out", code)
    start, end = _braces(block)
    before, inside, after = block[:start], block[start + 1 : end], block[end + 1 :]
    if _has_brace(after):
        raise ItemRejected("several-questions")
    stem = before if not after.strip() else f"{before} {BLANK} {after}"
    raw = unescape(stem)
    if is_html and has_picture(raw):
        reader.note("picture-left-out", code)
    text = html_to_text(raw) if is_html else normalise_text(raw)
    return gift_answers.read_answers(
        reader, code, localized_text(text, reader.language), inside, is_html=is_html
    )


def _braces(block: str) -> tuple[int, int]:
    masked = re.sub(r"\\.", "  ", block, flags=re.DOTALL)
    start, end = masked.find("{"), masked.find("}")
    if start < 0:
        raise ItemRejected("no-answers", block[:40])
    if end < start:
        raise ItemRejected("brace-missing", block[:40])
    return start, end


def _has_brace(text: str) -> bool:
    return "{" in re.sub(r"\\.", "  ", text, flags=re.DOTALL)


def write(items: Sequence[NeutralItem], language: str) -> Written:
    """Write items as GIFT in one language."""
    blocks = [
        f"::{escape(item.code)}::[plain]{escape(item.stem.of(language))}"
        f"{{{gift_answers.write_answers(item, language)}}}"
        for item in items
    ]
    notes = [Remark("classification-left-out", i.code) for i in items if i.objective or i.bloom]
    notes += [Remark("scoring-differs", i.code) for i in items if i.is_case_sensitive]
    return Written(("\n\n".join(blocks) + "\n").encode(), (), tuple(notes))
