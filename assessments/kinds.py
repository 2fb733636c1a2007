"""The words by which assessments are told apart. Pure."""

from typing import Final, Literal

Kind = Literal["knowledge", "self-efficacy"]
Purpose = Literal["pre", "post", "practice", "follow-up"]
Arm = Literal["AB", "BA"]

KINDS: Final[tuple[Kind, ...]] = ("knowledge", "self-efficacy")
PURPOSES: Final[tuple[Purpose, ...]] = ("pre", "post", "practice", "follow-up")
ARMS: Final[tuple[Arm, ...]] = ("AB", "BA")
