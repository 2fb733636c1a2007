"""How a certificate looks: template, languages, who signs, whose logos stand on it. Portable.

A template is a folder of certificates/pdf/templates with a `template.typ` that reads `record`.
"""

from dataclasses import dataclass
from pathlib import Path

TEMPLATES = Path(__file__).parent / "templates"
TEMPLATE_FILE = "template.typ"
DEFAULT_TEMPLATE = "payung"
LANGUAGES = ("both", "id", "en")
MAX_SIGNATORIES = 2
MAX_LOGOS = 4  # the organiser's and three partners'


@dataclass(frozen=True, slots=True)
class Picture:
    """A PNG that `pictures` has made clean; width and height in pixels."""

    png: bytes
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class DesignSignatory:
    """Who signs, with the office in both languages and perhaps a picture of the signature."""

    name: str
    title_id: str
    title_en: str
    picture: Picture | None = None


@dataclass(frozen=True, slots=True)
class Logo:
    """The first of a design is the organiser's. `name` is read aloud in place of the picture."""

    name: str
    picture: Picture


@dataclass(frozen=True, slots=True)
class Design:
    """Without signatories of its own, those of the issuer sign."""

    template: str = DEFAULT_TEMPLATE
    language: str = "both"
    signatories: tuple[DesignSignatory, ...] = ()
    logos: tuple[Logo, ...] = ()


DEFAULT_DESIGN = Design()


def template_names() -> tuple[str, ...]:
    return tuple(sorted(file.parent.name for file in TEMPLATES.glob(f"*/{TEMPLATE_FILE}")))
