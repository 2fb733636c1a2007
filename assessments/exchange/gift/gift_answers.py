"""Reads and writes the answers between the braces of a GIFT question. Pure."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Final

from assessments.exchange.model import (
    LocalizedText,
    NeutralItem,
    Option,
    Pair,
    kind_of_pairs,
    localized_text,
)
from assessments.exchange.reading import ItemRejected, Reader
from assessments.exchange.texts import html_to_text, normalise_text
from assessments.exchange.weights import kind_by_weights

SPECIAL: Final = re.compile(r"([\\~=#{}:])")
ESCAPE: Final = re.compile(r"\\(.)", re.DOTALL)
MARK: Final = re.compile(r"(?<!\\)(?:\\\\)*([=~])")
WEIGHT: Final = re.compile(r"^%(-?\d+(?:[.,]\d+)?)%")
TRUTH: Final = re.compile(r"^(T|TRUE|F|FALSE)(?=\s*(?:#|$))", re.IGNORECASE)
ARROW: Final = " -> "
WHOLE: Final = 100.0


@dataclass(frozen=True, slots=True)
class _Answer:
    mark: str
    weight: float | None
    text: str
    reason: str

    @property
    def share(self) -> float:
        """Percent of the points."""
        return self.weight if self.weight is not None else WHOLE * (self.mark == "=")


def escape(text: str) -> str:
    """Return text with GIFT's special characters escaped."""
    return SPECIAL.sub(r"\\\1", text).replace("\n", "\\n")


def unescape(text: str) -> str:
    """Return text with GIFT's escapes resolved."""
    return ESCAPE.sub(lambda match: "\n" if match[1] == "n" else match[1], text)


def read_answers(
    reader: Reader, code: str, stem: LocalizedText, body: str, *, is_html: bool
) -> NeutralItem:
    """Return the item for the text between the braces. Raises ItemRejected."""
    answers, general = _split_off(body.strip(), "####")
    language = reader.language

    def as_text(text: str) -> LocalizedText:
        raw = unescape(text)
        return localized_text(html_to_text(raw) if is_html else normalise_text(raw), language)

    rationale = as_text(general)
    if not answers:
        raise ItemRejected("kind-unknown", "essay")
    truth = TRUTH.match(answers)
    if truth:
        return _truth(code, stem, answers, truth, rationale)
    if answers.startswith("#"):
        return _number(code, stem, answers[1:].strip(), rationale)
    given = _answers(answers)
    if any(ARROW.strip() in answer.text for answer in given) and all(
        answer.mark == "=" for answer in given
    ):
        pairs = tuple(_pair(answer, as_text) for answer in given)
        kind = kind_of_pairs(pairs)
        return NeutralItem(code, kind, stem, pairs=pairs, rationale=rationale)
    if all(answer.mark == "=" for answer in given):
        return _short(reader, code, stem, given, rationale)
    options = tuple(
        Option(as_text(answer.text), answer.share > 0, as_text(answer.reason)) for answer in given
    )
    is_single = any(answer.mark == "=" for answer in given)
    kind = kind_by_weights(reader, code, [answer.share for answer in given], is_single=is_single)
    return NeutralItem(code, kind, stem, options=options, rationale=rationale)


def _truth(
    code: str, stem: LocalizedText, answers: str, truth: re.Match[str], rationale: LocalizedText
) -> NeutralItem:
    if "#" in answers[truth.end() :].replace("\\#", ""):
        raise ItemRejected("feedback-of-truth")
    is_true = truth[1].upper().startswith("T")
    return NeutralItem(code, "true-false", stem, is_true=is_true, rationale=rationale)


def _number(code: str, stem: LocalizedText, text: str, rationale: LocalizedText) -> NeutralItem:
    if text.startswith("="):
        answers = _answers(text)
        if len(answers) > 1:
            raise ItemRejected("several-numbers")
        text = answers[0].text
    text = _split_off(text, "#")[0].strip()
    if ".." in text:
        low, _dots, high = text.partition("..")
        middle, tolerance = _middle(low, high)
        return NeutralItem(
            code, "number", stem, number=middle, tolerance=tolerance, rationale=rationale
        )
    number, _colon, tolerance = text.partition(":")
    return NeutralItem(
        code,
        "number",
        stem,
        number=number.strip(),
        tolerance=tolerance.strip() or "0",
        rationale=rationale,
    )


def _middle(low: str, high: str) -> tuple[str, str]:
    try:
        first, last = Decimal(low.strip()), Decimal(high.strip())
    except InvalidOperation as problem:
        raise ItemRejected("number-unclear", f"{low}..{high}") from problem
    return format((first + last) / 2, "f"), format((last - first) / 2, "f")


def _short(
    reader: Reader,
    code: str,
    stem: LocalizedText,
    given: Sequence[_Answer],
    rationale: LocalizedText,
) -> NeutralItem:
    if any(answer.weight not in (None, WHOLE) for answer in given):
        raise ItemRejected("partial-credit")
    if any(answer.reason for answer in given):
        reader.note("reasons-left-out", code)
    answers = tuple(normalise_text(unescape(answer.text)) for answer in given)
    return NeutralItem(code, "short-text", stem, answers=answers, rationale=rationale)


def _pair(answer: _Answer, as_text: Callable[[str], LocalizedText]) -> Pair:
    left, arrow, right = answer.text.partition("->")
    if not arrow:
        raise ItemRejected("pair-unclear", answer.text)
    return Pair(as_text(left), as_text(right))


def _answers(text: str) -> list[_Answer]:
    """Return the answers, which unescaped = and ~ separate."""
    starts = [match.start(1) for match in MARK.finditer(text)]
    if not starts or text[: starts[0]].strip():
        raise ItemRejected("answer-unclear", text[:40])
    ends = [*starts[1:], len(text)]
    answers = []
    for start, end in zip(starts, ends, strict=True):
        body, reason = _split_off(text[start + 1 : end].strip(), "#")
        weight = WEIGHT.match(body)
        share = float(weight[1].replace(",", ".")) if weight else None
        answers.append(_Answer(text[start], share, body[weight.end() if weight else 0 :], reason))
    return answers


def _split_off(text: str, mark: str) -> tuple[str, str]:
    """Split text at the first unescaped mark."""
    match = re.search(rf"(?<!\\)(?:\\\\)*({re.escape(mark)})", text)
    if not match:
        return text.strip(), ""
    return text[: match.start(1)].strip(), text[match.end(1) :].strip()


def write_answers(item: NeutralItem, language: str) -> str:
    """Return the text between the braces of an item."""
    general = item.rationale.of(language)
    ending = f"####{escape(general)}" if general else ""
    if item.kind == "true-false":
        return ("TRUE" if item.is_true else "FALSE") + ending
    if item.kind == "number":
        return f"#{item.number}:{item.tolerance}{ending}"
    if item.kind == "short-text":
        return " ".join(f"={escape(answer)}" for answer in item.answers) + ending
    if item.pairs:
        lines = (
            f"={escape(p.left.of(language))} -> {escape(p.right.of(language))}" for p in item.pairs
        )
        return " ".join(lines) + ending
    return " ".join(_option(item, option, language) for option in item.options) + ending


def _option(item: NeutralItem, option: Option, language: str) -> str:
    right = sum(other.is_right for other in item.options)
    mark = "=" if option.is_right else "~"
    if item.kind == "multiple":
        share = 100 / right if option.is_right else -100 / right
        mark = f"~%{share:.5f}%"
    reason = option.reason.of(language)
    return f"{mark}{escape(option.text.of(language))}" + (f"#{escape(reason)}" if reason else "")
