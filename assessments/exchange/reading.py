"""The result of reading a file of items: items, rejections and notes. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from assessments.exchange.model import NeutralItem

MAX_BYTES: Final = 20 * 1024 * 1024
MAX_ITEMS: Final = 2_000
MAX_TEXT: Final = 5_000  # characters
MAX_OPTIONS: Final = 20
MAX_CODE: Final = 40


@dataclass(frozen=True, slots=True)
class Remark:
    """A rejection or note about an item, by its code or number. `detail` quotes the file."""

    code: str
    item: str = ""
    detail: str = ""


class FileRejected(ValueError):
    """No item of the file can be read."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code, detail)
        self.remark = Remark(code, "", detail)


class ItemRejected(ValueError):
    """An item cannot be imported, with the reason."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code, detail)
        self.code = code
        self.detail = detail[:80]


@dataclass(frozen=True, slots=True)
class Reading:
    """Items of a file; `rejected` remarks prevent the import, `notes` do not."""

    items: tuple[NeutralItem, ...]
    rejected: tuple[Remark, ...] = ()
    notes: tuple[Remark, ...] = ()


@dataclass(slots=True)
class Reader:
    """Collects items, rejections and notes while a parser reads a file."""

    language: str
    items: list[NeutralItem] = field(default_factory=list)
    rejected: list[Remark] = field(default_factory=list)
    notes: list[Remark] = field(default_factory=list)
    number: int = 0

    def begin(self) -> str:
        """Start the next item; return a code for it if the file has none.

        Raises FileRejected for too many items.
        """
        self.number += 1
        if self.number > MAX_ITEMS:
            raise FileRejected("too-many-items", str(MAX_ITEMS))
        return f"item-{self.number:03d}"

    def note(self, code: str, item: str, detail: str = "") -> None:
        """Add a note about an item."""
        self.notes.append(Remark(code, item, detail[:80]))

    def reject(self, item: str, problem: ItemRejected) -> None:
        """Add a rejection of an item."""
        self.rejected.append(Remark(problem.code, item, problem.detail))

    def result(self) -> Reading:
        """Return valid items and all remarks. Raises FileRejected for a file without items."""
        if not self.items and not self.rejected:
            raise FileRejected("no-items")
        seen: set[str] = set()
        valid: list[NeutralItem] = []
        for item in self.items:
            remarks = [*find_flaws(item)]
            if item.code in seen:
                remarks.append(Remark("code-repeated", item.code))
            seen.add(item.code)
            self.rejected += remarks
            valid += [] if remarks else [item]
        cases = {item.code for item in self.items if item.kind == "vignette"}
        for item in valid:
            if item.vignette and item.vignette not in cases:
                self.note("vignette-elsewhere", item.code, item.vignette)
        return Reading(tuple(valid), tuple(self.rejected), tuple(self.notes))


@dataclass(frozen=True, slots=True)
class Written:
    """A written file, and the items that the format cannot hold."""

    content: bytes
    skipped: tuple[Remark, ...] = ()
    notes: tuple[Remark, ...] = ()


def find_flaws(item: NeutralItem) -> Iterable[Remark]:
    """Return what makes an item invalid in any format."""
    return [Remark(code, item.code) for code, is_wrong in _checks(item) if is_wrong]


def _checks(item: NeutralItem) -> Iterable[tuple[str, bool]]:
    right = sum(option.is_right for option in item.options)
    parts = len(item.options) + len(item.steps) + len(item.pairs)
    is_choice = item.kind in ("single", "multiple")
    texts = [*(option.text for option in item.options), *item.steps]
    texts += [pair.left for pair in item.pairs]
    groups = len({pair.right for pair in item.pairs})
    yield "stem-empty", not item.stem
    yield "code-too-long", len(item.code) > MAX_CODE
    yield "text-too-long", any(len(text) > MAX_TEXT for t in item.texts() for text in (t.id, t.en))
    yield "too-many-options", parts > MAX_OPTIONS or len(item.answers) > MAX_OPTIONS
    yield "options-few", is_choice and len(item.options) <= 1
    yield "part-empty", not all(texts) or not all(pair.right for pair in item.pairs)
    yield "options-alike", len(set(texts)) != len(texts)
    yield "key-not-one", item.kind == "single" and right != 1
    yield "key-missing", item.kind == "multiple" and right == 0
    yield "answers-missing", item.kind == "short-text" and not all(item.answers or [""])
    yield "number-unclear", item.kind == "number" and not _is_number(item.number, item.tolerance)
    yield "steps-few", item.kind == "ordering" and len(item.steps) <= 2  # noqa: PLR2004
    yield "pairs-few", item.kind in ("matching", "categorising") and len(item.pairs) <= 1
    yield "pairs-alike", item.kind == "matching" and groups != len(item.pairs)
    yield "groups-few", item.kind == "categorising" and groups <= 1


def _is_number(number: str, tolerance: str) -> bool:
    try:
        return abs(float(number)) < float("inf") and 0 <= float(tolerance) < float("inf")
    except ValueError:
        return False
