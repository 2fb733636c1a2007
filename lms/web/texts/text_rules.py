"""WTForms validators for names, free text and dates.

    name = StringField(_l("Full name"), [CleanedBy(printable_name)])
    note = TextAreaField(_l("Note"), [FreeText(2000)])
    title = StringField(_l("Title"), [OneLine(120, is_required=False)])
    day = DateField(_l("Day"), [RequiredDate()])

Texts are cleaned in place: control characters are removed. Bidirectional controls, lone surrogates
and long texts are rejected; the field then keeps the input.
"""

from collections.abc import Callable

from flask_babel import lazy_gettext as _l
from wtforms import Field, Form
from wtforms.validators import StopValidation

from lms.kernel.errors import LmsError
from lms.kernel.texts.texts import TextMissing, clean_line, clean_text
from lms.web.texts.error_messages import error_message


class CleanedBy:
    """Replaces the text by the result of a domain's rule; its errors become messages."""

    def __init__(self, rule: Callable[[str], str]) -> None:
        self._rule = rule

    def __call__(self, form: Form, field: Field) -> None:
        try:
            field.data = self._rule(field.data or "")
        except LmsError as error:
            raise StopValidation(error_message(error)) from error


class OneLine(CleanedBy):
    """One line of at most `max_length` characters."""

    def __init__(self, max_length: int, *, is_required: bool = True) -> None:
        super().__init__(length_rule(clean_line, max_length, is_required))
        self.field_flags = {"required": True} if is_required else {}


class FreeText(CleanedBy):
    """Text of at most `max_length` characters."""

    def __init__(self, max_length: int, *, is_required: bool = True) -> None:
        super().__init__(length_rule(clean_text, max_length, is_required))
        self.field_flags = {"required": True} if is_required else {}


class RequiredDate:
    """A valid date."""

    def __init__(self) -> None:
        self.field_flags = {"required": True}

    def __call__(self, form: Form, field: Field) -> None:
        if field.data is None:
            field.errors[:] = []  # replaces WTForms' message
            raise StopValidation(_l("Write the day, such as 2026-08-17."))


def length_rule(
    clean: Callable[..., str], max_length: int, is_required: bool
) -> Callable[[str], str]:
    """Return a rule that cleans a text and rejects an empty one if required."""

    def rule(text: str) -> str:
        cleaned = clean(text, max_length=max_length)
        if is_required and not cleaned:
            raise TextMissing()
        return cleaned

    return rule
