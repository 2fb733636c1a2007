"""The parts of a printed text, as values that `book/course.typ` reads from JSON."""

from collections.abc import Iterable, Mapping, Sequence
from string import ascii_lowercase

Node = dict[str, object]
Run = tuple[str, str]  # text and style: "", "bold", "said", "small", "code"


def paragraph(*runs: Run) -> Node:
    return {"kind": "paragraph", "runs": [list(run) for run in runs]}


def text(value: object, style: str = "") -> Node:
    """A paragraph of plain text in one style."""
    return paragraph((str(value), style))


def texts(value: object) -> list[Node]:
    """The paragraph of a text of an author; none without text."""
    return [text(value)] if value else []


def bullets(items: Iterable[Sequence[Node]], *, start: int | None = None) -> Node:
    """A list, with numbers from `start` if it is given."""
    return {"kind": "list", "start": start, "items": [list(item) for item in items]}


def boxes(choices: Iterable[Sequence[Node]], *, letters: bool = True) -> Node:
    """Choices with a box to tick, and a letter by which an answer names each."""
    items = [list(parts) or [text("")] for parts in choices]
    return {"kind": "boxes", "letters": letters, "items": items}


def letter(position: int) -> str:
    """The letter of the choice at a position from 0, as `numbering("a")` of typst: z, aa, ab."""
    before, own = divmod(position, len(ascii_lowercase))
    return (letter(before - 1) if before else "") + ascii_lowercase[own]


def box_choices(labels: Iterable[object]) -> Node:
    """Short choices with boxes, in one line."""
    return {"kind": "line_of_boxes", "items": [str(label) for label in labels]}


def lines(count: int) -> Node:
    """Room to write."""
    return {"kind": "lines", "count": count}


def group(*parts: Node) -> Node:
    """Parts that stay on one page if they fit."""
    return {"kind": "group", "parts": list(parts)}


def framed(*parts: Node) -> Node:
    """Parts beside a thick line."""
    return {"kind": "framed", "parts": list(parts)}


def described(picture: object) -> list[Node]:
    """The description of a picture of a question or choice, in a frame; none without one."""
    alt = picture.get("alt") if isinstance(picture, Mapping) else ""
    return [framed(text(alt))] if alt else []


def drawing(svg: str, description: str) -> Node:
    return {"kind": "drawing", "svg": svg, "alt": description}


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Node:
    """A table; short rows are filled up."""
    listed = [list(row) for row in rows]
    width = max([len(head), *map(len, listed)], default=0)
    filled = [row + [""] * (width - len(row)) for row in [list(head), *listed]]
    return {"kind": "table", "head": filled[0], "rows": filled[1:]}
