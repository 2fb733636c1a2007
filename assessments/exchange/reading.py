"""What came of reading a file: items, what was refused and why, what else to know. Pure."""

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
    """About one item, by its code or place. `detail` is the word that stood in the file."""

    code: str
    item: str = ""
    detail: str = ""


class FileRejected(ValueError):
    """A file of which nothing can be read."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code, detail)
        self.remark = Remark(code, "", detail)


class ItemRejected(ValueError):
    """An item that cannot come, with the reason."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code, detail)
        self.code = code
        self.detail = detail[:80]


@dataclass(frozen=True, slots=True)
class Reading:
    """`refused` keeps a file from being imported; `notes` do not."""

    items: tuple[NeutralItem, ...]
    rejected: tuple[Remark, ...] = ()
    notes: tuple[Remark, ...] = ()


@dataclass(slots=True)
class Reader:
    """Gathers what a parser finds, item after item."""

    language: str
    items: list[NeutralItem] = field(default_factory=list)
    rejected: list[Remark] = field(default_factory=list)
    notes: list[Remark] = field(default_factory=list)
    place: int = 0

    def begin(self) -> str:
        """The name of the next item, should it have none of its own."""
        self.place += 1
        if self.place > MAX_ITEMS:
            raise FileRejected("too-many-items", str(MAX_ITEMS))
        return f"item-{self.place:03d}"

    def note(self, code: str, item: str, detail: str = "") -> None:
        self.notes.append(Remark(code, item, detail[:80]))

    def refuse(self, item: str, problem: ItemRejected) -> None:
        self.rejected.append(Remark(problem.code, item, problem.detail))

    def result(self) -> Reading:
        if not self.items and not self.rejected:
            raise FileRejected("no-items")
        seen: set[str] = set()
        kept: list[NeutralItem] = []
        for item in self.items:
            remarks = [*flaws(item)]
            if item.code in seen:
                remarks.append(Remark("code-repeated", item.code))
            seen.add(item.code)
            self.rejected += remarks
            kept += [] if remarks else [item]
        told = {item.code for item in self.items if item.kind == "vignette"}
        for item in kept:
            if item.vignette and item.vignette not in told:
                self.note("vignette-elsewhere", item.code, item.vignette)
        return Reading(tuple(kept), tuple(self.rejected), tuple(self.notes))


@dataclass(frozen=True, slots=True)
class Written:
    """A file, and what did not fit into it."""

    content: bytes
    skipped: tuple[Remark, ...] = ()
    notes: tuple[Remark, ...] = ()


def flaws(item: NeutralItem) -> Iterable[Remark]:
    """What keeps an item from being one, whatever the format."""
    found = [code for code, is_wrong in _checks(item) if is_wrong]
    return [Remark(code, item.code) for code in found]


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
