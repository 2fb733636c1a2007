"""An index of the words of documents, and what a search finds in them. Pure."""

import re
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from courses.search.word_forms import RULES, forms

WORD: Final = re.compile(r"[^\W_]+")
MIN_WORD: Final = 2  # letters
MIN_START: Final = 3  # letters with which a word may begin to be found
COMMON: Final = 0.6  # share of documents beyond which a word says nothing
MAX_WORDS: Final = 8  # of a search; others are left out
BEFORE: Final = 60  # characters of an excerpt before the first word that was found
AFTER: Final = 180
DIGITS: Final = "0123456789abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True, slots=True)
class Document:
    """A page, or the entry of a page that the fragment of the address names."""

    address: str
    title: str
    where: str  # the part of the course that it belongs to
    text: str


@dataclass(frozen=True, slots=True)
class Found:
    """Documents by number, best first, and for each word of the search what it matches.

    `is_whole` says whether the documents have all words of the search.
    """

    numbers: tuple[int, ...]
    matched: tuple[frozenset[str], ...]
    is_whole: bool


class SearchIndex:
    """The words of documents in one language."""

    def __init__(self, documents: Sequence[Document], language: str) -> None:
        self.documents = tuple(documents)
        self.language = language
        numbers: dict[str, list[int]] = defaultdict(list)
        for number, document in enumerate(self.documents):
            for word in words(f"{document.title} {document.text}"):
                numbers[word].append(number)
        most = COMMON * len(self.documents)
        self.common = frozenset(word for word, of in numbers.items() if len(of) > most)
        self.numbers = {word: tuple(of) for word, of in numbers.items() if len(of) <= most}
        self._by_form: dict[str, set[str]] = defaultdict(set)
        for word in self.numbers:
            for form in forms(word, RULES[language]):
                self._by_form[form].add(word)

    def find(self, searched: Sequence[str]) -> Found:
        """Documents with all of these words, or with as many of them as any document has."""
        matched = [self._matches(word) for word in searched]
        counts: dict[int, int] = defaultdict(int)
        for group in matched:
            for number in {number for word in group for number in self.numbers[word]}:
                counts[number] += 1
        most = max(counts.values(), default=0)
        best = sorted(
            (number for number, count in counts.items() if count == most),
            key=lambda number: (-self._in_title(number, matched), number),
        )
        return Found(tuple(best), tuple(matched), is_whole=most == len(searched))

    def _matches(self, searched: str) -> frozenset[str]:
        by_form = (self._by_form.get(form, ()) for form in forms(searched, RULES[self.language]))
        begun = (
            word
            for word in self.numbers
            if len(searched) >= MIN_START and word.startswith(searched)
        )
        return frozenset(begun).union(*by_form)

    def _in_title(self, number: int, matched: Sequence[Collection[str]]) -> int:
        title = words(self.documents[number].title)
        return sum(not title.isdisjoint(group) for group in matched)

    def encoded(self, numbers_by_address: dict[str, int]) -> dict[str, str]:
        """The numbers of documents by word: differences in base 36, as scripts read them."""
        encoded = {}
        for word, of in self.numbers.items():
            here = (self.documents[number].address for number in of)
            known = sorted(numbers_by_address[name] for name in here if name in numbers_by_address)
            if known:
                encoded[word] = " ".join(_base36(b - a) for a, b in pairwise([-1, *known]))
        return encoded


def words(text: str) -> set[str]:
    """The words of a text in small letters, without single letters."""
    return {word for word in WORD.findall(text.lower()) if len(word) >= MIN_WORD}


def searched_words(text: str) -> list[str]:
    """The words of a search in their order, each once."""
    listed = dict.fromkeys(word for word in WORD.findall(text.lower()) if len(word) >= MIN_WORD)
    return list(listed)[:MAX_WORDS]


def excerpt(text: str, matched: Sequence[Collection[str]]) -> list[tuple[str, bool]]:
    """The piece of a text with most of the words; each part with whether it is one of them."""
    known = frozenset[str]().union(*matched)
    places = [
        (match.start(), match[0].lower())
        for match in WORD.finditer(text)
        if match[0].lower() in known
    ]

    def different_from(begin: int) -> int:
        return len({word for start, word in places if begin <= start < begin + AFTER})

    first = max((start for start, _word in places), key=different_from, default=0)
    begin = text.rfind(" ", 0, max(first - BEFORE, 0)) + 1
    end = first + AFTER
    if end < len(text):
        end = text.rfind(" ", first, end) if " " in text[first:end] else end
    parts = ["… "] if begin else []
    parts += re.split(r"([^\W_]+)", text[begin:end])
    parts += [" …"] if end < len(text) else []
    return [(part, part.lower() in known) for part in parts if part]


def _base36(number: int) -> str:
    text = ""
    while True:
        number, digit = divmod(number, 36)
        text = DIGITS[digit] + text
        if not number:
            return text
