"""What a reader of figures should know besides the figures. Pure."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Note:
    """`code` is explained in docs/reference/statistics.md; `about`: an item or a number."""

    code: str
    about: str = ""
