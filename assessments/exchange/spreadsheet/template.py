"""The template of this platform: one row per item, both languages, headings in either. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from assessments.exchange.model import KINDS as ALL_KINDS
from assessments.exchange.model import LETTERS, Kind, LocalizedText, NeutralItem, Option, Pair
from assessments.exchange.partial_rules import parse_rule
from assessments.exchange.reading import FileRejected, ItemRejected, Reader, Reading, Remark
from assessments.exchange.spreadsheet.cells import Cells
from assessments.exchange.texts import normalise_text, strip_lines

KINDS: Final = ALL_KINDS
EITHER: Final = "|"
DROPDOWN: Final = "dropdown"
HEADINGS: Final = {
    # name of a column: its heading in English and in Indonesian
    "code": ("Code", "Kode"),
    "type": ("Type", "Jenis"),
    "objective": ("Objective", "Tujuan"),
    "bloom": ("Level", "Jenjang"),
    "difficulty": ("Difficulty", "Kesukaran"),
    "vignette": ("Case", "Kasus"),
    "sources": ("Sources", "Sumber"),
    "stem_id": ("Question (Indonesian)", "Soal (Indonesia)"),
    "stem_en": ("Question (English)", "Soal (Inggris)"),
    "key": ("Key", "Kunci"),
    "tolerance": ("Tolerance", "Toleransi"),
    "partial": ("Partial credit", "Nilai sebagian"),
    "case": ("Capitals matter", "Huruf besar berarti"),
    "rationale_id": ("Reason (Indonesian)", "Alasan (Indonesia)"),
    "rationale_en": ("Reason (English)", "Alasan (Inggris)"),
}
LETTERED: Final = {
    "option_id": ("Option {} (Indonesian)", "Pilihan {} (Indonesia)"),
    "option_en": ("Option {} (English)", "Pilihan {} (Inggris)"),
    "match_id": ("Match {} (Indonesian)", "Pasangan {} (Indonesia)"),
    "match_en": ("Match {} (English)", "Pasangan {} (Inggris)"),
    "reason_id": ("Reason {} (Indonesian)", "Alasan {} (Indonesia)"),
    "reason_en": ("Reason {} (English)", "Alasan {} (Inggris)"),
}
TYPE_WORDS: Final = {
    "single": "pilihan ganda",
    DROPDOWN: "daftar pilihan",
    "multiple": "pilihan ganda kompleks",
    "true-false": "benar-salah",
    "short-text": "isian singkat",
    "number": "angka",
    "ordering": "mengurutkan",
    "matching": "menjodohkan",
    "categorising": "mengelompokkan",
    "vignette": "kasus",
}
TRUE: Final = ("true", "benar", "ya", "yes", "1")
FALSE: Final = ("false", "salah", "tidak", "no", "0")


@dataclass(frozen=True, slots=True)
class Line:
    """A row, by names of columns."""

    cells: Mapping[str, str]

    def get(self, name: str) -> str:
        """Return a cell without superfluous spaces; empty if missing."""
        return normalise_text(self.cells.get(name, ""))

    def text(self, name: str, letter: str = "") -> LocalizedText:
        """Return the text of a pair of columns."""
        return LocalizedText(*(self.get(f"{name}_{language}{letter}") for language in ("id", "en")))

    def case_text(self) -> LocalizedText:
        """Return the text of a case, with its empty lines."""
        cells = (self.cells.get(f"stem_{language}", "") for language in ("id", "en"))
        return LocalizedText(*map(strip_lines, cells))

    def letters(self) -> list[str]:
        """Return the letters up to the last one that has an option."""
        used = [index for index, letter in enumerate(LETTERS) if self.text("option", letter)]
        return list(LETTERS[: used[-1] + 1]) if used else []


def get_heading_names() -> dict[str, str]:
    """Return the name of the column of each heading, in both languages, casefolded."""
    names: dict[str, str] = {}
    for name, headings in HEADINGS.items():
        names |= dict.fromkeys((heading.casefold() for heading in headings), name)
    for name, headings in LETTERED.items():
        for letter in LETTERS:
            for heading in headings:
                names[heading.format(letter).casefold()] = name + letter
    return names


def read_rows(rows: Iterable[Cells], language: str) -> Reading:
    """Read rows, headings first. Both languages are read, whatever `language` says.

    Raises FileRejected if a required heading is missing.
    """
    reader = Reader(language)
    known, lines = get_heading_names(), iter(rows)
    headings = next(lines, Cells(1, ()))
    names = [known.get(normalise_text(heading).casefold(), "") for heading in headings.values]
    if "type" not in names or not {"stem_id", "stem_en"} & set(names):
        raise FileRejected("headings-missing", ", ".join(headings.values)[:80])
    for index, heading in enumerate(headings.values):
        if heading.strip() and not names[index]:
            reader.note("column-ignored", "", heading)
    for row in lines:
        if any(cell.strip() for cell in row.values):
            pairs = zip(names, row.values, strict=False)
            _read_row(reader, Line({name: cell for name, cell in pairs if name}))
    return reader.result()


def _read_row(reader: Reader, line: Line) -> None:
    number = reader.begin()
    code = line.get("code") or number
    try:
        reader.items.append(_item(code, line))
    except ItemRejected as problem:
        reader.reject(code, problem)


def _item(code: str, line: Line) -> NeutralItem:
    word = line.get("type").casefold()
    kinds = {**{kind: kind for kind in TYPE_WORDS}, **{w: k for k, w in TYPE_WORDS.items()}}
    if word not in kinds:
        raise ItemRejected("kind-unknown", word)
    is_dropdown = kinds[word] == DROPDOWN
    kind: Kind = "single" if is_dropdown else kinds[word]  # type: ignore[assignment]
    letters = line.letters()
    texts = [line.text("option", letter) for letter in letters]
    right = _right_letters(line.get("key"), letters) if kind in ("single", "multiple") else set()
    is_choice, is_paired = bool(right), kind in ("matching", "categorising")
    partners = [line.text("match", letter) for letter in letters]
    return NeutralItem(
        code=code,
        kind=kind,
        stem=line.case_text() if kind == "vignette" else line.text("stem"),
        options=tuple(
            Option(text, letter in right, line.text("reason", letter))
            for letter, text in zip(letters, texts, strict=True)
            if is_choice
        ),
        steps=tuple(texts) if kind == "ordering" else (),
        pairs=tuple(map(Pair, texts, partners)) if is_paired else (),
        answers=_answers(line.get("key")) if kind == "short-text" else (),
        is_case_sensitive=kind == "short-text" and _truth(line.get("case") or "no"),
        number=line.get("key").replace(",", ".") if kind == "number" else "",
        tolerance=(line.get("tolerance") or "0").replace(",", ".") if kind == "number" else "0",
        is_true=kind == "true-false" and _truth(line.get("key")),
        is_dropdown=is_dropdown,
        rationale=line.text("rationale"),
        objective=line.get("objective"),
        bloom=line.get("bloom"),
        difficulty=line.get("difficulty"),
        vignette=line.get("vignette"),
        sources=tuple(line.get("sources").replace(",", " ").replace(";", " ").split()),
        partial=parse_rule(line.get("partial")) if kind == "multiple" else "",
    )


def _right_letters(key: str, letters: Sequence[str]) -> set[str]:
    right = {part.strip().upper() for part in key.replace(";", ",").split(",") if part.strip()}
    if not right or not right <= set(letters):
        raise ItemRejected("answer-unknown", key)
    return right


def _answers(key: str) -> tuple[str, ...]:
    return tuple(normalise_text(part) for part in key.split(EITHER))


def _truth(word: str) -> bool:
    if word.casefold() not in (*TRUE, *FALSE):
        raise ItemRejected("answer-unclear", word)
    return word.casefold() in TRUE


def build_rows(
    items: Sequence[NeutralItem], language: str
) -> tuple[list[list[str]], tuple[Remark, ...]]:
    """Return headings and rows, and the items that do not fit: answers with the separator."""
    skipped = tuple(
        Remark("text-unfit", item.code, EITHER)
        for item in items
        if any(EITHER in answer for answer in item.answers)
    )
    skipped_codes = {remark.item for remark in skipped}
    writable = [item for item in items if item.code not in skipped_codes]
    used = max((len(i.options) + len(i.steps) + len(i.pairs) for i in writable), default=0)
    which = 1 if language == "id" else 0
    names = [*HEADINGS, *(name + letter for letter in LETTERS[:used] for name in LETTERED)]
    heads = [headings[which] for headings in HEADINGS.values()]
    heads += [h[which].format(letter) for letter in LETTERS[:used] for h in LETTERED.values()]
    rows = []
    for item in writable:
        cells = _cells(item, language)
        rows.append([cells.get(name, "") for name in names])
    return [heads, *rows], skipped


def _cells(item: NeutralItem, language: str) -> dict[str, str]:
    kind = DROPDOWN if item.is_dropdown else item.kind
    cells = {
        "code": item.code,
        "type": TYPE_WORDS[kind] if language == "id" else kind,
        "objective": item.objective,
        "bloom": item.bloom,
        "difficulty": item.difficulty,
        "vignette": item.vignette,
        "sources": ", ".join(item.sources),
        "partial": item.partial,
        "key": _key(item, language),
        "tolerance": item.tolerance if item.kind == "number" else "",
        "case": _truth_word(item.is_case_sensitive, language) if item.kind == "short-text" else "",
    }
    _put(cells, "stem", "", item.stem)
    _put(cells, "rationale", "", item.rationale)
    lefts = [*(o.text for o in item.options), *item.steps, *(p.left for p in item.pairs)]
    for letter, text in zip(LETTERS, lefts, strict=False):
        _put(cells, "option", letter, text)
    for letter, option in zip(LETTERS, item.options, strict=False):
        _put(cells, "reason", letter, option.reason)
    for letter, pair in zip(LETTERS, item.pairs, strict=False):
        _put(cells, "match", letter, pair.right)
    return cells


def _put(cells: dict[str, str], name: str, letter: str, text: LocalizedText) -> None:
    cells[f"{name}_id{letter}"], cells[f"{name}_en{letter}"] = text.id, text.en


def _key(item: NeutralItem, language: str) -> str:
    if item.kind == "true-false":
        return _truth_word(item.is_true, language)
    if item.kind == "number":
        return item.number
    if item.kind == "short-text":
        return f" {EITHER} ".join(item.answers)
    right = (letter for letter, o in zip(LETTERS, item.options, strict=False) if o.is_right)
    return ", ".join(right)


def _truth_word(value: bool, language: str) -> str:
    labels = {"id": ("benar", "salah"), "en": ("true", "false")}[language]
    return labels[0] if value else labels[1]
