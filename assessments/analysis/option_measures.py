"""Measures how much the options of a bank give away without their questions. Pure."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from assessments.analysis.cues import ABSOLUTE, ALPHA, LANGUAGES, Cue, binomial_upper_tail
from assessments.analysis.options_only import (
    OptionSet,
    guess_shares,
    telling_words,
    tie_share,
)
from assessments.exchange.model import NeutralItem

MIN_OPTIONS: Final = 3
MIN_ITEMS: Final = 20  # fewer say nothing about a bank
MAX_ABOVE_CHANCE: Final = 0.10  # of the word-count guesser: 35 % of items with four options
MAX_DIFFERENCE: Final = 0.15  # between keys and wrong options, in shares that hold a word
TELLING_WORDS: Final = 8
WORD_LISTS: Final = {
    "absolute": ABSOLUTE,
    "care": re.compile(
        r"\b(tenang|aman|bersama|mendengar\w*|dengarkan|percaya|pelan\w*|lembut|sabar|hangat"
        r"|menemani|temani|mendampingi|dampingi|terima kasih|nyaman"
        r"|calm\w*|safe|safely|together|listen\w*|believe\w*|gentl[ey]|slowly|patient\w*|warmly"
        r"|stay\w*|accompan\w+|thank\w*|comfortable)\b",
        re.IGNORECASE,
    ),
    "service": re.compile(
        r"\b(129|110|119|sapa|uptd|ppa|p2tp2a|layanan|petugas|polisi|psikolog|pokja"
        r"|services?|officers?|police|helpline|hotline|psychologist)\b",
        re.IGNORECASE,
    ),
    "reason": re.compile(
        r"\b(supaya|agar|sebab|karena|sehingga|so that|because|since|in order)\b", re.IGNORECASE
    ),
}
TONE: Final = {"care": 1, "service": 1, "absolute": -1}  # weights of the rule by tone


@dataclass(frozen=True, slots=True)
class WordShare:
    """Shares of keys and of wrong options that hold a word of a list."""

    keys: float
    others: float


@dataclass(frozen=True, slots=True)
class OptionMeasures:
    """Measures in one language; `guessed` and `by_tone` are shares of right guesses.

    `longest` and `shortest` count keys that are so alone. `guessed_items` are the codes of items
    whose key the word counts find.
    """

    language: str
    items: int
    chance: float
    guessed: float
    by_tone: float
    longest: int
    shortest: int
    word_shares: Mapping[str, WordShare]
    telling_words: tuple[str, ...]
    guessed_items: tuple[str, ...]


def measure_options(
    items: Sequence[NeutralItem],
    groups: Mapping[str, str],
    training: Sequence[NeutralItem] | None = None,
) -> list[OptionMeasures]:
    """Measures of the single-choice items in each language that has texts for them.

    `groups` maps item codes to what must not train each other, such as slots of a blueprint; an
    item without a group is its own. `training` are the items whose words are counted; by default
    the same items.
    """
    measures = []
    for language in LANGUAGES:
        sets = list(_option_sets(items, language, groups))
        trained = sets if training is None else list(_option_sets(training, language, groups))
        if sets:
            measures.append(_measures(sets, language, guess_shares(trained)))
    return measures


def find_bank_cues(items: Sequence[NeutralItem], groups: Mapping[str, str]) -> Iterator[Cue]:
    """Yield what gives keys of a whole bank away to readers of the options alone."""
    for measures in measure_options(items, groups):
        if measures.items >= MIN_ITEMS:
            yield from _cues(measures)


def _option_sets(
    items: Iterable[NeutralItem], language: str, groups: Mapping[str, str]
) -> Iterator[OptionSet]:
    for item in items:
        if item.kind == "single" and len(item.options) >= MIN_OPTIONS:
            option_set = _option_set(item, language, groups)
            if all(option_set.options):
                yield option_set


def _option_set(item: NeutralItem, language: str, groups: Mapping[str, str]) -> OptionSet:
    key = next(index for index, option in enumerate(item.options) if option.is_right)
    texts = tuple(option.text.of(language) for option in item.options)
    return OptionSet(item.code, groups.get(item.code, item.code), texts, key)


def _measures(
    sets: Sequence[OptionSet], language: str, guesses: Mapping[str, float]
) -> OptionMeasures:
    shares = {row.code: guesses[row.code] for row in sets}
    tones = [tie_share([_tone(text) for text in row.options], row.key) for row in sets]
    return OptionMeasures(
        language=language,
        items=len(sets),
        chance=sum(1 / len(row.options) for row in sets) / len(sets),
        guessed=sum(shares.values()) / len(sets),
        by_tone=sum(tones) / len(sets),
        longest=sum(_is_extreme(row, 1) for row in sets),
        shortest=sum(_is_extreme(row, -1) for row in sets),
        word_shares={name: _word_share(sets, words) for name, words in WORD_LISTS.items()},
        telling_words=tuple(telling_words(sets, TELLING_WORDS)),
        guessed_items=tuple(code for code, share in shares.items() if share == 1),
    )


def _tone(text: str) -> int:
    return sum(weight * len(WORD_LISTS[name].findall(text)) for name, weight in TONE.items())


def _is_extreme(option_set: OptionSet, sign: int) -> bool:
    lengths = [sign * len(text) for text in option_set.options]
    key = lengths.pop(option_set.key)
    return key > max(lengths)


def _word_share(sets: Sequence[OptionSet], pattern: re.Pattern[str]) -> WordShare:
    keys = [row.options[row.key] for row in sets]
    others = [text for row in sets for n, text in enumerate(row.options) if n != row.key]
    return WordShare(_share_with(keys, pattern), _share_with(others, pattern))


def _share_with(texts: Sequence[str], pattern: re.Pattern[str]) -> float:
    return sum(bool(pattern.search(text)) for text in texts) / len(texts)


def _cues(measures: OptionMeasures) -> Iterator[Cue]:
    language, number = measures.language, measures.items
    if measures.guessed > measures.chance + MAX_ABOVE_CHANCE:
        yield Cue("options-give-key-away", "", language, f"{measures.guessed:.0%}")
    right = round(measures.by_tone * number)
    if binomial_upper_tail(right, number, measures.chance) < ALPHA:
        yield Cue("tone-gives-key-away", "", language, f"{right} / {number}")
    if binomial_upper_tail(measures.shortest, number, measures.chance) < ALPHA:
        yield Cue("key-often-shortest", "", language, f"{measures.shortest} / {number}")
    for name, shares in measures.word_shares.items():
        if abs(shares.keys - shares.others) > MAX_DIFFERENCE:
            detail = f"{name}: {shares.keys:.0%}, {shares.others:.0%}"
            yield Cue("words-uneven", "", language, detail)
