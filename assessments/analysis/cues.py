"""Finds cues that give the key of an item away to test-wise learners, in both languages. Pure.

After Haladyna, Downing and Rodriguez (2002), "A review of multiple-choice item-writing guidelines".
A cue asks an author to read the item again; it does not prove that the item is bad.
"""

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from assessments.exchange.model import LETTERS, NeutralItem

LANGUAGES: Final = ("id", "en")
MIN_LENGTH_RATIO: Final = 1.15  # visible at a glance
MIN_EXTRA_LETTERS: Final = 4
MIN_OPTIONS: Final = 3
MIN_ITEMS: Final = 8
ALPHA: Final = 0.05
MIN_WORD_LENGTH: Final = 6
LINKING_WORDS: Final = frozenset(
    {
        *("kepada", "dengan", "adalah", "sebagai", "tentang", "karena", "setelah", "sebelum"),
        *("because", "before", "without", "between", "through", "should"),
    }
)
CATCH_ALL: Final = re.compile(
    r"^\W*(all|none|both|neither) (of )?(the |these |those )?(above|options|answers|statements)\b"
    r"|^\W*(all|none|both|neither)\b.*\b(are|is) (correct|right|true)\b"
    r"|\b[a-d] (and|or|dan|atau|&) [a-d]\b"
    r"|^\W*(semua|seluruh)\b.*\b(benar|di atas|tepat)\b"
    r"|^\W*(tidak|tak) ada\b.*\b(benar|di atas|tepat)\b",
    re.IGNORECASE,
)
ABSOLUTE: Final = re.compile(
    r"\b(always|never|all|none|only|every|everyone|nobody|completely"
    r"|selalu|tidak pernah|semua|hanya|setiap|pasti|seluruh)\b",
    re.IGNORECASE,
)
ARTICLE: Final = re.compile(r"\b(an?)\W*$", re.IGNORECASE)
WORD: Final = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Cue:
    """`item` is empty for a cue of a whole set; `detail` quotes the evidence."""

    code: str
    item: str
    language: str
    detail: str = ""


def find_item_cues(item: NeutralItem) -> list[Cue]:
    """List the cues of a single-choice item, in each language of its texts."""
    if item.kind != "single" or len(item.options) < MIN_OPTIONS:
        return []
    return [cue for language in LANGUAGES for cue in _find_cues_in(item, language)]


def find_set_cues(items: Iterable[NeutralItem]) -> list[Cue]:
    """List the cues of a form: keys longest, or at one position, more often than by chance."""
    choices = [item for item in items if item.kind == "single" and len(item.options) >= MIN_OPTIONS]
    if len(choices) < MIN_ITEMS:
        return []
    chance = sum(1 / len(item.options) for item in choices) / len(choices)
    cues = []
    for language in LANGUAGES:
        longest = sum(is_key_longest(item, language) for item in choices)
        if binomial_upper_tail(longest, len(choices), chance) < ALPHA:
            detail = f"{longest} / {len(choices)}"
            cues.append(Cue("key-often-longest", "", language, detail))
    letters = Counter(LETTERS[_key_index(item)] for item in choices)
    for letter, count in sorted(letters.items()):
        if binomial_upper_tail(count, len(choices), chance) < ALPHA / len(letters):
            cues.append(Cue("key-often-in-place", "", "", f"{letter}: {count} / {len(choices)}"))
    return cues


def is_key_longest(item: NeutralItem, language: str) -> bool:
    """Tell whether the key has more characters than every other option."""
    lengths = [len(option.text.of(language)) for option in item.options]
    key = lengths.pop(_key_index(item))
    return key > max(lengths)


def binomial_upper_tail(count: int, n: int, chance: float) -> float:
    """Return P(X >= count) for a binomial X of `n` trials with probability `chance`."""
    return math.fsum(
        math.comb(n, k) * chance**k * (1 - chance) ** (n - k) for k in range(count, n + 1)
    )


def _find_cues_in(item: NeutralItem, language: str) -> Iterator[Cue]:
    texts = [option.text.of(language) for option in item.options]
    stem = item.stem.of(language)
    if not stem or not all(texts):
        return
    index = _key_index(item)
    key, others = texts[index], texts[:index] + texts[index + 1 :]
    results = [
        ("key-longest", _longer_key(key, others)),
        ("catch-all-option", next((text for text in texts if CATCH_ALL.search(text)), "")),
        ("absolute-word-in-wrong-options", _absolute_words(key, others)),
        ("key-stands-out", _unlike_others(key, others)),
        ("stem-word-in-key", _shared_word(stem, key, others)),
        ("article-fits-few", _revealing_article(stem, texts) if language == "en" else ""),
    ]
    for code, detail in results:
        if detail:
            yield Cue(code, item.code, language, detail[:60])


def _key_index(item: NeutralItem) -> int:
    return next(index for index, option in enumerate(item.options) if option.is_right)


def _longer_key(key: str, others: Sequence[str]) -> str:
    longest = max(map(len, others))
    is_seen = len(key) > max(MIN_LENGTH_RATIO * longest, longest + MIN_EXTRA_LETTERS)
    return f"{len(key)} > {longest}" if is_seen else ""


def _absolute_words(key: str, others: Sequence[str]) -> str:
    """Return absolute words such as "always" if every wrong option has one and the key has none."""
    if ABSOLUTE.search(key):
        return ""
    words = [match[0] for match in map(ABSOLUTE.search, others) if match]
    return ", ".join(words) if len(words) == len(others) else ""


def _unlike_others(key: str, others: Sequence[str]) -> str:
    """Return the key if it alone starts with a capital, ends with a full stop, or lacks either."""
    looks = [(text[:1].isupper(), text.endswith(".")) for text in (key, *others)]
    for is_so, *rest in zip(*looks, strict=True):
        if set(rest) == {not is_so}:
            return key
    return ""


def _shared_word(stem: str, key: str, others: Sequence[str]) -> str:
    """Return long words of the stem that only the key repeats."""
    stem_words = {word for word in _words(stem) if len(word) >= MIN_WORD_LENGTH} - LINKING_WORDS
    elsewhere = {word for other in others for word in _words(other)}
    return ", ".join(sorted((stem_words & _words(key)) - elsewhere))


def _words(text: str) -> set[str]:
    return {word.casefold() for word in WORD.findall(text)}


def _revealing_article(stem: str, texts: Sequence[str]) -> str:
    """Return "a" or "an" at the end of a stem if it excludes options by their first letter."""
    match = ARTICLE.search(stem)
    if not match:
        return ""
    begins_with_vowel = match[1].casefold() == "an"
    fits = [text[:1].casefold() in "aeiou" for text in texts]
    return match[1] if any(fit != begins_with_vowel for fit in fits) else ""
