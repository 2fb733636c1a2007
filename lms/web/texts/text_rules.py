"""Form rules for names, free text and days, for every area: refused with a sentence.

    name = StringField(_l("Full name"), [Follows(printable_name)])
    note = TextAreaField(_l("Note"), [FreeText(2000)])
    title = StringField(_l("Title"), [OneLine(120, is_required=False)])
    day = DateField(_l("Day"), [ADay()])

Texts are cleaned in place: control characters are dropped; marks that turn writing round, half
characters and texts that are too long are refused. After a refusal the field still holds what was
typed.
"""

from collections.abc import Callable

from flask_babel import lazy_gettext as _l
from wtforms import Field, Form
from wtforms.validators import StopValidation

from lms.kernel.errors import LmsError
from lms.kernel.texts.texts import TextMissing, clean_line, clean_text
from lms.web.texts.error_messages import error_message


class CleanedBy:
    """The text as a domain's rule gives it back; what the rule raises becomes a sentence."""

    def __init__(self, rule: Callable[[str], str]) -> None:
        self._rule = rule

    def __call__(self, form: Form, field: Field) -> None:
        try:
            field.data = self._rule(field.data or "")
        except LmsError as refusal:
            raise StopValidation(error_message(refusal)) from refusal


class OneLine(CleanedBy):
    """One line of at most so many characters."""

    def __init__(self, max_length: int, *, is_required: bool = True) -> None:
        super().__init__(length_rule(clean_line, max_length, is_required))
        self.field_flags = {"required": True} if is_required else {}


class FreeText(CleanedBy):
    """Several lines of together at most so many characters."""

    def __init__(self, max_length: int, *, is_required: bool = True) -> None:
        super().__init__(length_rule(clean_text, max_length, is_required))
        self.field_flags = {"required": True} if is_required else {}


class RequiredDate:
    """A date that can be read."""

    def __init__(self) -> None:
        self.field_flags = {"required": True}

    def __call__(self, form: Form, field: Field) -> None:
        if field.data is None:
            field.errors[:] = []  # the library's own sentence is in no language of ours
            raise StopValidation(_l("Write the day, such as 2026-08-17."))


def length_rule(
    clean: Callable[..., str], max_length: int, is_required: bool
) -> Callable[[str], str]:
    def rule(text: str) -> str:
        cleaned = clean(text, max_length=max_length)
        if is_required and not cleaned:
            raise TextMissing()
        return cleaned

    return rule
