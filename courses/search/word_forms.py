"""Forms of a word that count as the same word in a search. Pure.

The rules are data, since a script on kept pages applies them too. Each in turn replaces a pattern
in all forms so far. The longer form stays too: what looks like an affix may belong to the word.
"""

import re
from collections.abc import Sequence
from typing import Final

Rule = tuple[str, tuple[str, ...]]  # a pattern of Python and JavaScript, and what may replace it

MIN_FORM: Final = 3  # letters of a shortened form
VOWEL: Final = "(?=[aeiou])"
RULES: Final[dict[str, tuple[Rule, ...]]] = {
    "id": (
        ("(?:lah|kah|pun)$", ("",)),
        ("(?:nya|ku|mu)$", ("",)),
        ("kan$", ("",)),
        ("(?:an|i)$", ("",)),
        ("^di", ("",)),
        ("^[mp]e(?=[lmnrwy])", ("",)),
        ("^[mp]em(?=[bfpv])", ("",)),
        (f"^[mp]em{VOWEL}", ("p", "m")),
        ("^[mp]en(?=[cdjstz])", ("",)),
        (f"^[mp]en{VOWEL}", ("t", "n")),
        ("^[mp]eny", ("s", "ny")),
        ("^[mp]eng(?=[aeioughk])", ("",)),
        (f"^[mp]eng{VOWEL}", ("k",)),
        ("^(?:ke|se)", ("",)),
        ("^(?:be[rl]|te[rl]|pe[rl])", ("",)),
        ("^[bp]e(?=kerja)", ("",)),
    ),
    "en": (
        ("ies$", ("y",)),
        ("e?s$", ("", "e")),
        ("(?:ing|ed)$", ("", "e")),
        ("(?:ly|er|or)$", ("", "e")),
    ),
}


def forms(word: str, rules: Sequence[Rule]) -> list[str]:
    """The word and its shorter forms, without repetition."""
    known = [word]
    for pattern, replacements in rules:
        for form in tuple(known):
            if not re.search(pattern, form):
                continue
            for replacement in replacements:
                shorter = re.sub(pattern, replacement, form)
                if len(shorter) >= MIN_FORM and shorter not in known:
                    known.append(shorter)
    return known
