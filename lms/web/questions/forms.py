"""Forms of questions to experts."""

from collections.abc import Sequence
from datetime import UTC, datetime
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
    """A new question; `question_id` comes with the form, so that resubmission is idempotent."""

    question_id = HiddenField()
    module = SelectField(_l("Which module is it about?"), validate_choice=False)
    question = TextAreaField(_l("Your question"), [FreeText(MAX_QUESTION_LENGTH)])

    def __init__(self, modules: Sequence[ModuleEntry], *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        titles = [SelectChoice(module.code, module.title) for module in modules]
        self.module.choices = [SelectChoice("", _l("Choose a module")), *titles]
        self.codes = {module.code for module in modules}

    def validate_module(self, field: Field) -> None:
        if field.data not in self.codes:
            raise StopValidation(error_message(ModuleUnknown()))

    @property
    def new_question_id(self) -> UUID:
        """The id of this form, or a new id where the field is invalid."""
        try:
            return UUID(self.question_id.data or "")
        except ValueError:
            return new_id()


class ModerationForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    """Decision of a moderator."""

    wording = TextAreaField(
        _l("The question as others may read it"), [FreeText(MAX_QUESTION_LENGTH, is_required=False)]
    )
    reason = TextAreaField(
        _l("Reason, if you decline"), [FreeText(MAX_REASON_LENGTH, is_required=False)]
    )


class AnswerForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    """Answer of an expert, or its correction."""

    answer = TextAreaField(_l("Your answer"), [FreeText(MAX_ANSWER_LENGTH)])
    is_for_all = BooleanField(_l("Publish question and answer for everybody in the course"))
    corrects = HiddenField()

    @property
    def corrected_at(self) -> datetime | None:
        """Time of the answer that is corrected; None for a first answer."""
        try:
            time = datetime.fromisoformat(self.corrects.data or "")
        except ValueError:
            return None
        return time if time.tzinfo else time.replace(tzinfo=UTC)
