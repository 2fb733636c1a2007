"""Write names and degrees of a roster as people write them. Pure.

`SITI AMINAH, S.PD, M.PD` becomes `Siti Aminah, S.Pd., M.Pd.` Names in mixed or small letters keep
their letters; of those only known degrees are changed. Unknown words stay as they were typed.
"""

import re
from typing import Final

from lms.accounts.names import MAX_NAME_LENGTH

# Degrees as the rules of spelling write them; those of two letters count after a comma only.
DEGREES: Final = (
    "S.Pd. S.Pd.I. S.Pd.SD. S.Pd.K. S.Pd.H. S.Pd.B. S.Pd.AUD. S.Ag. S.Kom. S.I.Kom. S.E. S.H. "
    "S.Si. S.T. S.Tr. S.Sos. S.Th. S.Th.I. S.S. S.Hum. S.Psi. S.Kep. S.K.M. S.P. S.Pt. S.Hut. "
    "S.Fil. S.I.P. S.STP. S.Sn. S.Or. S.Gz. S.Farm. S.H.I. S.E.I. S.Ud. S.Kel. S.Stat. S.Mat. "
    "M.Pd. M.Pd.I. M.Pd.K. M.Pd.H. M.Ag. M.Kom. M.I.Kom. M.E. M.H. M.Si. M.Sc. M.T. M.Th. M.Hum. "
    "M.Psi. M.Kes. M.K.M. M.M. M.A. M.B.A. M.Sos. M.Fil. M.Or. M.Sn. M.Tr. M.Eng. M.A.P. M.Stat. "
    "A.Ma. A.Ma.Pd. A.Md. A.Md.Pd. A.Md.Kom. A.Md.Kep. B.A. B.Sc. Dipl.Ing. Ph.D. Lc. Gr. Ns. Apt."
)
TITLES: Final = "Prof. Dr. Drs. Dra. Ir. H. Hj. KH. Ust. Pdt. Rm. Sr. Br. Fr. Apt. Ns."
SURE_TITLES: Final = frozenset({"prof", "dr", "drs", "dra", "ir", "hj"})  # also without a point
NAME_LENGTH: Final = 5  # letters of a word that is no abbreviation
SURE_LENGTH: Final = 3  # letters of a degree without points that is no word of a name
ROMAN: Final = re.compile(r"I{2,3}|IV|VI{0,3}|IX")
SMALL_WORDS: Final = frozenset({"bin", "binti"})
LETTERS: Final = re.compile(r"[^\W\d_]+")
TITLE_IN_FRONT: Final = re.compile(r"([A-Za-z]{1,4})(\.\s*|\s+)")


def written_name(name: str) -> str:
    """The name as people write it. The name itself where the result would be too long."""
    first, _comma, last = name.partition(",")
    words = first.split()
    degrees = _trailing_degrees(words)
    person = " ".join(words[: len(words) - len(degrees)])
    if not person:
        return name
    if sum(map(len, LETTERS.findall(person))) > 1:
        person = _written_person(person)
    ends = [*degrees, *filter(None, (_written_end(part.strip()) for part in last.split(",")))]
    written = ", ".join([person, *ends])
    return written if len(written) <= MAX_NAME_LENGTH else name


def _trailing_degrees(words: list[str]) -> list[str]:
    """Known degrees at the end of a name without a comma, such as `SITI AMINAH S.PD`."""
    degrees: list[str] = []
    for word in reversed(words[1:]):
        degree = _DEGREES.get(_key(word))
        is_sure = "." in word.rstrip(".") or (word.isupper() and len(_key(word)) >= SURE_LENGTH)
        if degree is None or not is_sure:
            break
        degrees.insert(0, degree)
    return degrees


def _written_end(text: str) -> str:
    """Degrees between two commas: one, or several with blanks between them."""
    if degree := _DEGREES.get(_key(text)):
        return degree
    words = text.split()
    degrees = [_DEGREES.get(_key(word)) for word in words]
    if words and all(degrees):
        return ", ".join(filter(None, degrees))
    is_name = text.isupper() and any(len(word) >= NAME_LENGTH for word in LETTERS.findall(text))
    return _written_person(text) if is_name else text


def _written_person(text: str) -> str:
    """A name, with the titles in front of it. Without them it is changed if it is in capitals."""
    titles, name = [], text
    while (match := TITLE_IN_FRONT.match(name)) and (title := _title(match)):
        titles.append(title)
        name = name[match.end() :]
    if not name.isupper():
        return text
    return " ".join([*titles, *(_written_word(word) for word in name.split())])


def _title(match: re.Match[str]) -> str | None:
    """Most titles need their point: the letter of `H SITI` may be an initial.

    `dr.` is a physician and stays as typed.
    """
    word = match[1].lower()
    if word not in _TITLES or not ("." in match[2] or word in SURE_TITLES):
        return None
    return _TITLES[word] if match[1].isupper() else match[0].strip()


def _written_word(word: str) -> str:
    if word.lower() in SMALL_WORDS:
        return word.lower()
    if ROMAN.fullmatch(word.strip(".,")):
        return word
    parts = re.split(r"([.\-(/])", word)
    return "".join(part.capitalize() for part in parts)


def _key(text: str) -> str:
    """Letters of a degree, however its points and blanks were typed."""
    return "".join(LETTERS.findall(text)).lower()


_DEGREES: Final = {_key(degree): degree for degree in DEGREES.split()}
_TITLES: Final = {_key(title): title for title in TITLES.split()}
