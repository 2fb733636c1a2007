"""Design of a certificate: template, languages, signatories, logos. Portable.

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
    """A cleaned PNG; width and height in pixels."""

    png: bytes
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class DesignSignatory:
    """A signatory, with the office in both languages and an optional signature image."""

    name: str
    title_id: str
    title_en: str
    picture: Picture | None = None


@dataclass(frozen=True, slots=True)
class Logo:
    """A logo; the first is the organiser's. `name` is the text alternative."""

    name: str
    picture: Picture


@dataclass(frozen=True, slots=True)
class Design:
    """How certificates look. Without signatories, those of the issuer are used."""

    template: str = DEFAULT_TEMPLATE
    language: str = "both"
    signatories: tuple[DesignSignatory, ...] = ()
    logos: tuple[Logo, ...] = ()


DEFAULT_DESIGN = Design()


def template_names() -> tuple[str, ...]:
    """Return the names of all templates, sorted."""
    return tuple(sorted(file.parent.name for file in TEMPLATES.glob(f"*/{TEMPLATE_FILE}")))
