"""What stands between the braces of a GIFT question. Pure."""

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
from assessments.exchange.texts import normal, plain
from assessments.exchange.weights import right_by_weights

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
        return self.weight if self.weight is not None else WHOLE * (self.mark == "=")


def escaped(text: str) -> str:
    return SPECIAL.sub(r"\\\1", text).replace("\n", "\\n")


def unescaped(text: str) -> str:
    return ESCAPE.sub(lambda found: "\n" if found[1] == "n" else found[1], text)


def item(
    reader: Reader, code: str, stem: LocalizedText, inside: str, *, is_html: bool
) -> NeutralItem:
    """Raises ItemRejected for what is no kind of ours."""
    answers, general = _split_off(inside.strip(), "####")
    language = reader.language

    def said(text: str) -> LocalizedText:
        raw = unescaped(text)
        return localized_text(plain(raw) if is_html else normal(raw), language)

    rationale = said(general)
    if not answers:
        raise ItemRejected("kind-unknown", "essay")
    truth = TRUTH.match(answers)
    if truth:
        return _truth(code, stem, answers, truth, rationale)
    if answers.startswith("#"):
        return _number(code, stem, answers[1:].strip(), rationale)
    found = _answers(answers)
    if any(ARROW.strip() in one.text for one in found) and all(one.mark == "=" for one in found):
        pairs = tuple(_pair(one, said) for one in found)
        kind = kind_of_pairs(pairs)
        return NeutralItem(code, kind, stem, pairs=pairs, rationale=rationale)
    if all(one.mark == "=" for one in found):
        return _short(reader, code, stem, found, rationale)
    options = tuple(Option(said(one.text), one.share > 0, said(one.reason)) for one in found)
    is_single = any(one.mark == "=" for one in found)
    kind = right_by_weights(reader, code, [one.share for one in found], is_single=is_single)
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
        found = _answers(text)
        if len(found) > 1:
            raise ItemRejected("several-numbers")
        text = found[0].text
    text = _split_off(text, "#")[0].strip()
    if ".." in text:
        low, _dots, high = text.partition("..")
        middle, reach = _middle(low, high)
        return NeutralItem(
            code, "number", stem, number=middle, tolerance=reach, rationale=rationale
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
    found: Sequence[_Answer],
    rationale: LocalizedText,
) -> NeutralItem:
    if any(one.weight not in (None, WHOLE) for one in found):
        raise ItemRejected("partial-credit")
    if any(one.reason for one in found):
        reader.note("reasons-left-out", code)
    answers = tuple(normal(unescaped(one.text)) for one in found)
    return NeutralItem(code, "short-text", stem, answers=answers, rationale=rationale)


def _pair(one: _Answer, said: Callable[[str], LocalizedText]) -> Pair:
    left, arrow, right = one.text.partition("->")
    if not arrow:
        raise ItemRejected("pair-unclear", one.text)
    return Pair(said(left), said(right))


def _answers(text: str) -> list[_Answer]:
    """Parted by = and ~ that no backslash stands before."""
    starts = [found.start(1) for found in MARK.finditer(text)]
    if not starts or text[: starts[0]].strip():
        raise ItemRejected("answer-unclear", text[:40])
    ends = [*starts[1:], len(text)]
    found = []
    for start, end in zip(starts, ends, strict=True):
        body, reason = _split_off(text[start + 1 : end].strip(), "#")
        weight = WEIGHT.match(body)
        share = float(weight[1].replace(",", ".")) if weight else None
        found.append(_Answer(text[start], share, body[weight.end() if weight else 0 :], reason))
    return found


def _split_off(text: str, mark: str) -> tuple[str, str]:
    """Before and after the first mark that no backslash stands before."""
    found = re.search(rf"(?<!\\)(?:\\\\)*({re.escape(mark)})", text)
    if not found:
        return text.strip(), ""
    return text[: found.start(1)].strip(), text[found.end(1) :].strip()


def written(item: NeutralItem, language: str) -> str:
    """The text between the braces."""
    general = item.rationale.of(language)
    ending = f"####{escaped(general)}" if general else ""
    if item.kind == "true-false":
        return ("TRUE" if item.is_true else "FALSE") + ending
    if item.kind == "number":
        return f"#{item.number}:{item.tolerance}{ending}"
    if item.kind == "short-text":
        return " ".join(f"={escaped(answer)}" for answer in item.answers) + ending
    if item.pairs:
        lines = (
            f"={escaped(p.left.of(language))} -> {escaped(p.right.of(language))}"
            for p in item.pairs
        )
        return " ".join(lines) + ending
    return " ".join(_option(item, option, language) for option in item.options) + ending


def _option(item: NeutralItem, option: Option, language: str) -> str:
    right = sum(one.is_right for one in item.options)
    mark = "=" if option.is_right else "~"
    if item.kind == "multiple":
        share = 100 / right if option.is_right else -100 / right
        mark = f"~%{share:.5f}%"
    reason = option.reason.of(language)
    return f"{mark}{escaped(option.text.of(language))}" + (f"#{escaped(reason)}" if reason else "")
