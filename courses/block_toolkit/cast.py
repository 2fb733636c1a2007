"""Names of the people who appear in scenarios, by the key `who` of the course files.

A host may draw them: its service `portraits` returns the URL of a portrait by key. Young people are
drawn from behind; somebody who is suspected has no portrait, and neither has a small child. A key
that is not listed here is shown as it is written.
"""

from collections.abc import Mapping
from typing import Final

ARTICLES: Final = ("The ", "A ", "Seorang ")

NAMES: Final[Mapping[str, tuple[str, str]]] = {  # Indonesian, English
    "ana": ("Kak Ana", "Kak Ana"),
    "aunt": ("Bibi", "Aunt"),
    "bayu": ("Bayu", "Bayu"),
    "coach": ("Pelatih", "The coach"),
    "colleague": ("Rekan guru", "A colleague"),
    "deputy": ("Wakil kepala sekolah", "The deputy head"),
    "dewi": ("Dewi", "Dewi"),
    "dominggus": ("Pak Dominggus", "Pak Dominggus"),
    "father": ("Ayah", "Father"),
    "gilang": ("Gilang", "Gilang"),
    "herman": ("Pak Herman", "Pak Herman"),
    "lestari": ("Aipda Lestari", "Aipda Lestari"),
    "lia": ("Lia", "Lia"),
    "maya": ("Maya", "Maya"),
    "mei": ("Mei", "Mei"),
    "mother": ("Ibu", "Mother"),
    "nina": ("Nina", "Nina"),
    "nisa": ("Nisa", "Nisa"),
    "officer": ("Petugas", "Officer"),
    "parent": ("Seorang ibu", "A mother"),
    "pupil": ("Seorang murid", "A pupil"),
    "raka": ("Raka", "Raka"),
    "ratna": ("Bu Ratna", "Bu Ratna"),
    "rio": ("Rio", "Rio"),
    "rosa": ("Mama Rosa", "Mama Rosa"),
    "sari": ("Bu Sari", "Bu Sari"),
    "supervisor": ("Penyelia", "The supervisor"),
    "tari": ("Tari", "Tari"),
    "tomi": ("Tomi", "Tomi"),
    "uncle": ("Paman", "Uncle"),
    "wati": ("Ibu Wati", "Ibu Wati"),
    "yan": ("Pak Yan", "Pak Yan"),
}


def name_of(who: str, language: str) -> str:
    """Name of a person of the cast in a language; another key as it is written."""
    names = NAMES.get(who)
    return names[language == "en"] if names else who


def initial_of(who: str, language: str) -> str:
    """First letter of the name of a person, without an article, as a capital."""
    name = name_of(who, language)
    for article in ARTICLES:
        name = name.removeprefix(article)
    return name[:1].upper()
