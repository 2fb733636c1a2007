"""Audiences and provinces as people write them in tables. Pure."""

import re
from collections.abc import Collection
from difflib import get_close_matches
from functools import lru_cache
from typing import Final

from lms.accounts.errors import AudienceUnknown, ProvinceUnknown
from lms.accounts.provinces import ALL, PROVINCES

PUNCTUATION: Final = re.compile(r"[^0-9a-z]+")
PREFIX: Final = re.compile(r"^(provinsi|propinsi|prov) ")
AUDIENCE_WORDS: Final = {
    "cso": "cso|lsm|oms|ngo|organisasi masyarakat sipil|pekerja oms|pekerja lsm|cso worker|"
    "pendamping|civil society",
    "teacher": "guru|teacher|pendidik|tenaga pendidik|kepala sekolah|wali kelas|guru bk|konselor|"
    "ptk|dosen|pengajar|tenaga kependidikan|tendik|gtk|gtt|ptt|kepsek|ka tu|pustakawan|laboran|"
    "operator|staf tu|staff tu|tu|tas|pamong belajar|tutor|ustadz|ustadzah",
    "patbm": "patbm|kader|kader patbm|relawan|aktivis patbm|volunteer|patbm volunteer",
}
# Offices that schools write into a table, such as `Guru Kelas VI` or `Kepala SMP Contoh`
TEACHER: Final = re.compile(
    r"(guru|gr|wali kelas|kepala (sekolah|madrasah|(tk|sd|smp|sma|smk)n?|paud|ra|mi|mts|ma|tu|"
    r"tata usaha|perpustakaan|laboratorium)|"
    r"((plt|plh|pj|wakil) )kepala (sekolah|madrasah)|waka|wakasek|wakepsek|tata usaha|"
    r"tenaga (administrasi|perpustakaan|laboratorium)|(operator|penjaga|bendahara|staf|staff) "
    r"sekolah)\b"
)
AUDIENCE_LABELS: Final = {"cso": "CSO", "teacher": "Guru", "patbm": "PATBM"}
SHORT_PROVINCES: Final = {
    "11": "nad|nanggroe aceh darussalam",
    "12": "sumut",
    "13": "sumbar",
    "16": "sumsel",
    "19": "babel|bangka belitung",
    "21": "kepri",
    "31": "dki|jakarta|dki jakarta|daerah khusus jakarta|dkj",
    "32": "jabar",
    "33": "jateng",
    "34": "diy|yogyakarta|jogja|jogjakarta|daerah istimewa yogyakarta|yogya",
    "35": "jatim",
    "52": "ntb",
    "53": "ntt",
    "61": "kalbar",
    "62": "kalteng",
    "63": "kalsel",
    "64": "kaltim",
    "65": "kaltara",
    "71": "sulut",
    "72": "sulteng",
    "73": "sulsel",
    "74": "sultra",
    "76": "sulbar",
    "82": "malut",
}


def parse_audience(text: str) -> str | None:
    """The code of an audience; None for an empty text. Raises AudienceUnknown."""
    word = _plain(text)
    if not word:
        return None
    if word not in _AUDIENCES and TEACHER.match(word):
        return "teacher"
    if word not in _AUDIENCES:
        raise AudienceUnknown(audience=text[:40])
    return _AUDIENCES[word]


def parse_province(text: str) -> str | None:
    """The code of a province, from its code or name in either language; None for an empty text.

    Raises ProvinceUnknown.
    """
    word = PREFIX.sub("", _plain(text))
    if not word:
        return None
    code = word.split()[0]
    if code in PROVINCES and (code == word or _PROVINCES.get(word[3:]) == code):
        return code  # `32`, or `32 - Jawa Barat` as the drop-down of the template writes it
    if word not in _PROVINCES:
        raise ProvinceUnknown(code=text[:40])
    return _PROVINCES[word]


@lru_cache(maxsize=256)  # the same words stand in many rows
def closest_audience(text: str) -> str | None:
    """The Indonesian label of the audience with the most similar spelling."""
    match = _closest(text, _AUDIENCES)
    return AUDIENCE_LABELS[_AUDIENCES[match]] if match else None


@lru_cache(maxsize=256)
def closest_province(text: str) -> str | None:
    """The Indonesian name of the province with the most similar spelling."""
    match = _closest(PREFIX.sub("", _plain(text)), _PROVINCES)
    return PROVINCES[_PROVINCES[match]].name_id if match else None


def _closest(text: str, words: Collection[str]) -> str | None:
    return next(iter(get_close_matches(_plain(text), words, n=1, cutoff=0.75)), None)


def _plain(text: str) -> str:
    return PUNCTUATION.sub(" ", text[:80].lower()).strip()


def _all_provinces() -> dict[str, str]:
    names = {name: code for code, text in SHORT_PROVINCES.items() for name in text.split("|")}
    for province in ALL:
        names[_plain(province.name_id)] = names[_plain(province.name_en)] = province.code
    return names


_AUDIENCES: Final = {
    word: audience for audience, text in AUDIENCE_WORDS.items() for word in text.split("|")
}
_PROVINCES: Final = _all_provinces()
