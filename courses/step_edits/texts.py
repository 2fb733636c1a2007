"""The text of a step in both languages. Pure."""

from dataclasses import dataclass
from typing import Final

from courses.course_files.two_languages import LANGUAGES

MAX_TITLE_LENGTH: Final = 120  # characters
MAX_TEXT_BYTES: Final = 4096  # of a text in one language, in UTF-8
FIELDS: Final = tuple(
    f"{part}_{language}" for part in ("title", "markdown") for language in LANGUAGES
)


@dataclass(frozen=True, slots=True)
class StepText:
    """Title and Markdown of a step; `markdown` is empty in a step without prose."""

    title_id: str
    title_en: str
    markdown_id: str
    markdown_en: str

    def of(self, language: str) -> tuple[str, str]:
        """Title and Markdown in a language."""
        return getattr(self, f"title_{language}"), getattr(self, f"markdown_{language}")


def changed_languages(before: StepText, after: StepText) -> tuple[str, ...]:
    """The languages in which the texts differ."""
    return tuple(name for name in LANGUAGES if before.of(name) != after.of(name))


def stale_language(before: StepText, after: StepText) -> str:
    """The language that stands as before while the other one has changed; empty if none does."""
    changed = changed_languages(before, after)
    if len(changed) != 1:
        return ""
    return next(name for name in LANGUAGES if name not in changed)


def text_bytes(markdown: str) -> int:
    """The size of a text as it is sent to a phone."""
    return len(markdown.encode())
