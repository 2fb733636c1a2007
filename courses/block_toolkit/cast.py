"""Names of the people who appear in scenarios, by the key `who` of the course files.

A host may draw them: its service `portraits` returns the URL of a portrait by key. Young people are
drawn from behind. A key that is not listed here is shown as it is written, without a portrait.
"""

from collections.abc import Mapping
from typing import Final

NAMES: Final[Mapping[str, tuple[str, str]]] = {  # Indonesian, English
    "ana": ("Kak Ana", "Kak Ana"),
    "dewi": ("Dewi", "Dewi"),
    "dominggus": ("Pak Dominggus", "Pak Dominggus"),
    "father": ("Ayah", "Father"),
    "gilang": ("Gilang", "Gilang"),
    "lestari": ("Aipda Lestari", "Aipda Lestari"),
    "lia": ("Lia", "Lia"),
    "maya": ("Maya", "Maya"),
    "mei": ("Mei", "Mei"),
    "mother": ("Ibu", "Mother"),
    "nisa": ("Nisa", "Nisa"),
    "officer": ("Petugas 129", "129 officer"),
    "raka": ("Raka", "Raka"),
    "ratna": ("Bu Ratna", "Bu Ratna"),
    "rosa": ("Mama Rosa", "Mama Rosa"),
    "sari": ("Bu Sari", "Bu Sari"),
    "tomi": ("Tomi", "Tomi"),
    "wati": ("Ibu Wati", "Ibu Wati"),
    "yan": ("Pak Yan", "Pak Yan"),
}


def name_of(who: str, language: str) -> str:
    """Name of a person of the cast in a language; another key as it is written."""
    names = NAMES.get(who)
    return names[language == "en"] if names else who
