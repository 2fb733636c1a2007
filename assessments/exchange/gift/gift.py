"""GIFT, Moodle's text format: reader and writer. Pure.

https://docs.moodle.org/en/GIFT_format. Answers stand in braces; `~ = # { } : \\` are escaped.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from assessments.exchange.gift import gift_answers
from assessments.exchange.gift.gift_answers import escaped, unescaped
from assessments.exchange.model import NeutralItem, localized_text
from assessments.exchange.reading import ItemRejected, Reader, Reading, Remark, Written
from assessments.exchange.texts import decoded, has_picture, has_unspoken, normal, plain

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
    reader = Reader(language)
    for block in _blocks(decoded(content)):
        code = reader.begin()
        found = TITLE.match(block)
        rest = block
        if found:
            code, rest = normal(unescaped(found[1])) or code, block[found.end() :].lstrip()
        try:
            reader.items.append(_item(reader, code, rest))
        except ItemRejected as problem:
            reader.refuse(code, problem)
    return reader.result()


def _blocks(text: str) -> Iterator[str]:
    """Questions are parted by empty lines; comments and categories are no questions.

    Empty lines between braces belong to the answers, unless a new question follows them: then a
    brace is missing, and only the question that misses it is lost.
    """
    gathered: list[str] = []
    depth = paragraph = 0  # `paragraph` is where in `gathered` the last one begins
    is_after_empty = False
    for line in text.split("\n"):
        if line.lstrip().startswith(("//", "$CATEGORY:")):
            continue
        braces = re.sub(r"\\.", "", line)
        if is_after_empty:
            paragraph = len(gathered)
        is_next = is_after_empty and (depth <= 0 or TITLE_BEGINS.match(line))
        if is_next or (depth > 0 and paragraph and "{" in braces):
            yield from _gathered(gathered[:paragraph])
            gathered, depth, paragraph = gathered[paragraph:], 0, 0
        gathered.append(line)
        depth += braces.count("{") - braces.count("}")
        is_after_empty = not line.strip()
    yield from _gathered(gathered)


def _gathered(lines: list[str]) -> Iterator[str]:
    block = "\n".join(lines).strip()
    if block:
        yield block


def _item(reader: Reader, code: str, block: str) -> NeutralItem:
    is_html = False
    found = FORMAT.match(block)
    if found:
        is_html, block = found[1].lower() == "html", block[found.end() :]
    if is_html and has_unspoken(unescaped(block)):
        reader.note("markup-left-out", code)
    start, end = _braces(block)
    before, inside, after = block[:start], block[start + 1 : end], block[end + 1 :]
    if _braces_left(after):
        raise ItemRejected("several-questions")
    stem = before if not after.strip() else f"{before} {BLANK} {after}"
    raw = unescaped(stem)
    if is_html and has_picture(raw):
        reader.note("picture-left-out", code)
    text = plain(raw) if is_html else normal(raw)
    return gift_answers.item(
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


def _braces_left(text: str) -> bool:
    return "{" in re.sub(r"\\.", "  ", text, flags=re.DOTALL)


def write(items: Sequence[NeutralItem], language: str) -> Written:
    blocks = [
        f"::{escaped(item.code)}::[plain]{escaped(item.stem.of(language))}"
        f"{{{gift_answers.written(item, language)}}}"
        for item in items
    ]
    notes = [Remark("classification-left-out", i.code) for i in items if i.objective or i.bloom]
    notes += [Remark("scoring-differs", i.code) for i in items if i.is_case_sensitive]
    return Written(("\n\n".join(blocks) + "\n").encode(), (), tuple(notes))
