"""Guesses keys from the options alone, with word counts of other items. Pure.

A naive Bayes classifier counts the words of keys and of wrong options in the other items and
chooses the option that looks most like a key. Whoever writes items with it in view should measure
again on items that were not changed for it.
"""

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

WORD: Final = re.compile(r"\w+")
SMOOTHING: Final = 1.0  # added to each count, so that an unknown word decides nothing


@dataclass(frozen=True, slots=True)
class OptionSet:
    """The options of an item in one language; items of one `group` never train each other."""

    code: str
    group: str
    options: tuple[str, ...]
    key: int


@dataclass(frozen=True, slots=True)
class WordCounts:
    """Words of keys and of wrong options."""

    keys: Counter[str]
    others: Counter[str]

    def log_ratio(self, word: str) -> float:
        """How much more often a word is in keys, as a natural logarithm; 0 is no difference."""
        size = len(self.keys.keys() | self.others.keys())
        in_keys = (self.keys[word] + SMOOTHING) / (self.keys.total() + SMOOTHING * size)
        in_others = (self.others[word] + SMOOTHING) / (self.others.total() + SMOOTHING * size)
        return math.log(in_keys / in_others)


def count_words(sets: Iterable[OptionSet]) -> WordCounts:
    """Count the words of keys and of wrong options."""
    counts = WordCounts(Counter(), Counter())
    for option_set in sets:
        for index, text in enumerate(option_set.options):
            (counts.keys if index == option_set.key else counts.others).update(words(text))
    return counts


def words(text: str) -> list[str]:
    """Words and numbers of a text in lower case."""
    return WORD.findall(text.casefold())


def guess_shares(sets: Sequence[OptionSet]) -> Mapping[str, float]:
    """For each item the share of the guess that is right: 1, 0, or less than 1 if options tie.

    An item is guessed from the items of all other groups.
    """
    total = count_words(sets)
    groups: dict[str, list[OptionSet]] = {}
    for option_set in sets:
        groups.setdefault(option_set.group, []).append(option_set)
    shares: dict[str, float] = {}
    for members in groups.values():
        own = count_words(members)
        rest = WordCounts(_difference(total.keys, own.keys), _difference(total.others, own.others))
        if not rest.keys:
            rest = WordCounts(Counter(), Counter())  # nothing to learn from: all options tie
        for member in members:
            shares[member.code] = _share(member, rest)
    return shares


def _difference(counts: Counter[str], part: Counter[str]) -> Counter[str]:
    return Counter({word: n - part[word] for word, n in counts.items() if n > part[word]})


def _share(option_set: OptionSet, counts: WordCounts) -> float:
    if not counts.keys:
        return 1 / len(option_set.options)
    scores = [
        round(sum(counts.log_ratio(word) for word in words(text)), 9) for text in option_set.options
    ]
    return tie_share(scores, option_set.key)


def tie_share(scores: Sequence[float], key: int) -> float:
    """The chance to be right for somebody who picks one of the highest scores."""
    best = [index for index, score in enumerate(scores) if score == max(scores)]
    return 1 / len(best) if key in best else 0.0


def telling_words(sets: Sequence[OptionSet], limit: int) -> list[str]:
    """Words that speak most for an option being the key, most telling first."""
    counts = count_words(sets)
    usual = [word for word, n in counts.keys.items() if n > 1]
    return sorted(usual, key=lambda word: (-counts.log_ratio(word), word))[:limit]
