"""Input of the pages of questions."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, Field, HiddenField, SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import StopValidation

from courses.catalogue.queries import ModuleEntry
from courses.questions.errors import ModuleUnknown
from courses.questions.service import MAX_ANSWER_LENGTH, MAX_QUESTION_LENGTH, MAX_REASON_LENGTH
from lms.kernel.clock import new_id
from lms.web.texts.error_messages import error_message
from lms.web.texts.text_rules import FreeText


class QuestionForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    """`question_id` is made with the empty form: the same form sent twice is one question."""

    question_id = HiddenField()
    module = SelectField(_l("Which module is it about?"), validate_choice=False)
    question = TextAreaField(_l("Your question"), [FreeText(MAX_QUESTION_LENGTH)])

    def __init__(self, modules: Sequence[ModuleEntry], *positional: Any, **named: Any) -> None:
        super().__init__(*positional, **named)
        titles = [SelectChoice(module.code, module.title) for module in modules]
        self.module.choices = [SelectChoice("", _l("Choose a module")), *titles]
        self.codes = {module.code for module in modules}

    def validate_module(self, field: Field) -> None:
        if field.data not in self.codes:
            raise StopValidation(error_message(ModuleUnknown()))

    @property
    def new_question_id(self) -> UUID:
        """That of this form, or a fresh one where it was lost."""
        try:
            return UUID(self.question_id.data or "")
        except ValueError:
            return new_id()


class ModerationForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    wording = TextAreaField(
        _l("The question as others may read it"), [FreeText(MAX_QUESTION_LENGTH, is_required=False)]
    )
    reason = TextAreaField(
        _l("Reason, if you decline"), [FreeText(MAX_REASON_LENGTH, is_required=False)]
    )


class AnswerForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    answer = TextAreaField(_l("Your answer"), [FreeText(MAX_ANSWER_LENGTH)])
    is_for_all = BooleanField(_l("Publish question and answer for everybody in the course"))
    corrects = HiddenField()

    @property
    def corrected_at(self) -> datetime | None:
        """When the answer was given that is corrected; none for a first answer."""
        try:
            read = datetime.fromisoformat(self.corrects.data or "")
        except ValueError:
            return None
        return read if read.tzinfo else read.replace(tzinfo=UTC)
