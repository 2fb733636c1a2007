"""Request and response models of own attempts, answers and results.

Fields and values are stable within this version; new ones may be added. Texts are in the language
of Accept-Language. No model has a key, or says which answer was right.
"""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from assessments.service import MAX_FIELDS
from lms.api.v1.learning.schemas import NextCursor, TestTask
from lms.api.v1.schemas import RequestModel, ResponseModel, WholeNumber

MAX_ANSWERS = 50
MAX_POSITION = 999
MAX_NAME_LENGTH = 40
MAX_VALUE_LENGTH = 200

AttemptState = Literal["open", "over", "submitted"]
Value = Annotated[str, Field(max_length=MAX_VALUE_LENGTH)]
FieldName = Annotated[str, Field(max_length=MAX_NAME_LENGTH)]


class AttemptWanted(RequestModel):
    """The test to take."""

    task: TestTask


class AttemptLine(ResponseModel):
    """An attempt in the list; `percent` and `has_passed` are null where pages hide them."""

    id: str
    task: TestTask
    number: int = Field(description="Of the attempt at this task, from 1")
    started_at: datetime
    submitted_at: datetime | None
    percent: int | None
    has_passed: bool | None


class AttemptList(ResponseModel):
    """A page of the list, in the order of start."""

    attempts: list[AttemptLine]
    next_cursor: NextCursor


class PictureFacts(ResponseModel):
    """A picture; sides are in pixels."""

    alt: str
    media_type: str
    base64: str
    width: int
    height: int


class ChoiceFacts(ResponseModel):
    """An option; send its `value`."""

    value: str
    text: str
    is_chosen: bool
    picture: PictureFacts | None


class ControlFacts(ResponseModel):
    """A field of a question: `one` or `several` of the choices, one of a `list`, or typed."""

    name: str
    kind: Literal["one", "several", "list", "text", "number"]
    label: str
    choices: list[ChoiceFacts]
    value: str = Field(description="What was typed")
    picture: PictureFacts | None


class QuestionFacts(ResponseModel):
    """A question with the current answer."""

    position: int
    text: str
    case: str | None = Field(description="Markdown of the case that the question is about")
    is_answered: bool
    is_flagged: bool
    controls: list[ControlFacts]
    picture: PictureFacts | None


class AttemptFacts(ResponseModel):
    """An attempt with its questions, which are shown only while it is open."""

    id: str
    version_id: str
    task: TestTask
    number: int
    state: AttemptState = Field(description="`over`: its time has run out; submit it")
    deadline_at: datetime | None
    submitted_at: datetime | None
    questions: list[QuestionFacts]


class AnswerSent(RequestModel):
    """The answer to a question: values by the names of its controls."""

    position: WholeNumber = Field(ge=1, le=MAX_POSITION)
    fields: dict[FieldName, Annotated[list[Value], Field(max_length=MAX_FIELDS)]] = Field(
        max_length=MAX_FIELDS, examples=[{"answer": ["k3x9"]}]
    )
    is_flagged: bool = False


class AnswersSent(RequestModel):
    """Up to 50 answers. All are stored or, if one does not fit, none."""

    answers: list[AnswerSent] = Field(min_length=1, max_length=MAX_ANSWERS)


class AnswerReceipt(ResponseModel):
    """The confirmation that an answer is stored. A late answer does not count."""

    position: int
    received_at: datetime
    is_late: bool


class AnswersReceived(ResponseModel):
    """A receipt for each answer, in the order sent."""

    receipts: list[AnswerReceipt]


class NoContent(RequestModel):
    """An empty object."""


class ObjectiveResult(ResponseModel):
    """The result in an objective of the course."""

    objective: str
    percent: int
    level: Literal["mastered", "nearly", "repeat"]


class ResultFacts(ResponseModel):
    """The result of a submitted attempt, null or empty where its page hides it."""

    attempt_id: str
    version_id: str
    task: TestTask
    number: int
    submitted_at: datetime
    percent: int | None
    pass_percent: int | None
    has_passed: bool | None
    objectives: list[ObjectiveResult]
    unanswered: list[int] = Field(description="Positions of questions without an answer")
    next_attempt: Literal["ready", "passed", "used-up"]
    attempts_remaining: int
    may_retake_at: datetime | None
