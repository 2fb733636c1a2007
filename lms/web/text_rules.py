"""Form rules for names and free text, for every area: cleaned in place, refused with a sentence.

    name = StringField(_l("Full name"), [Follows(printable_name)])
    note = TextAreaField(_l("Note"), [FreeText(2000)])
    title = StringField(_l("Title"), [OneLine(120, is_needed=False)])

Control characters are dropped; marks that turn writing round, half characters and texts that are
too long are refused. After a refusal the field still holds what was typed.
"""

from collections.abc import Callable

from wtforms import Field, Form
from wtforms.validators import StopValidation

from lms.kernel.errors import LmsError
from lms.kernel.texts import TextMissing, clean_line, clean_text
from lms.web.messages import message


class Follows:
    """The text as a domain's rule gives it back; what the rule raises becomes a sentence."""

    def __init__(self, rule: Callable[[str], str]) -> None:
        self._rule = rule

    def __call__(self, form: Form, field: Field) -> None:
        try:
            field.data = self._rule(field.data or "")
        except LmsError as refusal:
            raise StopValidation(message(refusal)) from refusal


class OneLine(Follows):
    """One line of at most so many characters."""

    def __init__(self, max_length: int, *, is_needed: bool = True) -> None:
        super().__init__(needed(clean_line, max_length, is_needed))
        self.field_flags = {"required": True} if is_needed else {}


class FreeText(Follows):
    """Several lines of together at most so many characters."""

    def __init__(self, max_length: int, *, is_needed: bool = True) -> None:
        super().__init__(needed(clean_text, max_length, is_needed))
        self.field_flags = {"required": True} if is_needed else {}


def needed(clean: Callable[..., str], max_length: int, is_needed: bool) -> Callable[[str], str]:
    def rule(text: str) -> str:
        cleaned = clean(text, max_length=max_length)
        if is_needed and not cleaned:
            raise TextMissing()
        return cleaned

    return rule
