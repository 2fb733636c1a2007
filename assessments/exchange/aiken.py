"""Reader and writer of Aiken: stem, lettered options and a line with the answer. Pure.

https://docs.moodle.org/en/Aiken_format
"""

import re
from collections.abc import Sequence
from typing import Final

from assessments.exchange.model import LETTERS, NeutralItem, Option, localized_text
from assessments.exchange.reading import ItemRejected, Reader, Reading, Remark, Written
from assessments.exchange.texts import decode_text, normalise_text

OPTION: Final = re.compile(r"^([A-Za-z])[.)]\s+(.*)$")
ANSWER: Final = re.compile(r"^ANSWER:\s*(.*)$", re.IGNORECASE)
KINDS: Final = ("single",)


def read(content: bytes, language: str) -> Reading:
    """Read an Aiken file in one language. Raises FileRejected."""
    reader = Reader(language)
    lines: list[str] = []
    for line in (raw.strip() for raw in decode_text(content).split("\n")):
        if line:
            lines.append(line)
        if ANSWER.match(line):
            _item(reader, lines)
            lines = []
    if lines:
        reader.reject(reader.begin(), ItemRejected("answer-line-missing", lines[0]))
    return reader.result()


def _item(reader: Reader, lines: Sequence[str]) -> None:
    code = reader.begin()
    try:
        reader.items.append(_choice(code, lines, reader.language))
    except ItemRejected as problem:
        reader.reject(code, problem)


def _choice(code: str, lines: Sequence[str], language: str) -> NeutralItem:
    *body, last = lines
    options: list[tuple[str, str]] = []
    stem: list[str] = []
    for line in body:
        option = OPTION.match(line)
        if option:
            options.append((option[1].upper(), normalise_text(option[2])))
        elif options:
            raise ItemRejected("line-unexpected", line)
        else:
            stem.append(line)
    answer = ANSWER.match(last)
    letter = answer[1].strip().upper() if answer else ""
    if letter not in {name for name, _text in options}:
        raise ItemRejected("answer-unknown", letter)
    return NeutralItem(
        code=code,
        kind="single",
        stem=localized_text(normalise_text("\n".join(stem)), language),
        options=tuple(
            Option(localized_text(text, language), name == letter) for name, text in options
        ),
    )


def write(items: Sequence[NeutralItem], language: str) -> Written:
    """Write items as Aiken. It has no reasons, codes and classification; line breaks are spaces."""
    blocks = []
    for item in items:
        lines = [item.stem.of(language).replace("\n", " ")]
        lines += [
            f"{letter}. {option.text.of(language)}".replace("\n", " ")
            for letter, option in zip(LETTERS, item.options, strict=False)
        ]
        right = next(n for n, option in enumerate(item.options) if option.is_right)
        blocks.append("\n".join([*lines, f"ANSWER: {LETTERS[right]}"]))
    notes = tuple(Remark("reasons-left-out", i.code) for i in items if _has_more(i))
    return Written(("\n\n".join(blocks) + "\n").encode(), (), notes)


def _has_more(item: NeutralItem) -> bool:
    return bool(item.rationale) or any(option.reason for option in item.options)
