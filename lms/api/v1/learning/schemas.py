"""Request and response models of own enrolments, progress and certificates.

Fields and values are stable within this version; new ones may be added. Texts are in the language
of Accept-Language.
"""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from lms.api.v1.catalogue.schemas import COURSE_CODE
from lms.api.v1.certificate_schemas import NUMBER, BothTitles, CertificateOutcome
from lms.api.v1.schemas import RequestModel, ResponseModel

TestTask = Literal[
    "pre",
    "post",
    "self-efficacy-before",
    "self-efficacy-after",
    "follow-up",
    "self-efficacy-follow-up",
]
TaskState = Literal["not-started", "open", "done"]
LessonStateWord = Literal["unopened", "open", "done", "skipped"]
PlanState = Literal["none", "draft", "submitted", "returned", "approved"]
NextCursor = Annotated[
    str | None, Field(description="Cursor of the next page; null on the last page")
]


class EnrolmentWanted(RequestModel):
    """The course to join."""

    course: str = Field(pattern=COURSE_CODE, description="Code of the course")


class EnrolmentLine(ResponseModel):
    """An enrolment of the token's person in a version of a course."""

    id: str
    course: str = Field(description="Code of the course")
    version_id: str
    version: str = Field(description="As its authors name it")
    title: str
    started_at: datetime
    completed_at: datetime | None
    superseded_at: datetime | None = Field(
        description="When the person began another version; null for the current one"
    )
    is_open: bool = Field(description="Whether lessons and tests can be opened now")


class EnrolmentList(ResponseModel):
    """A page of the list: current versions first, then the newest."""

    enrolments: list[EnrolmentLine]
    next_cursor: NextCursor


class LessonFacts(ResponseModel):
    """A lesson with the person's state."""

    code: str
    title: str
    minutes: int
    state: LessonStateWord
    is_reopened: bool = Field(description="To be read again after a failed test")


class ModuleFacts(ResponseModel):
    """A module with the states of its lessons."""

    code: str
    number: int
    title: str
    is_finished: bool
    lessons: list[LessonFacts]


class TestFacts(ResponseModel):
    """Progress in one test or self-rating; percentages are null where pages hide them."""

    task: TestTask
    state: TaskState
    attempt_id: str | None = Field(description="The open attempt, or else the last")
    attempts_made: int
    attempts_remaining: int
    may_retake_at: datetime | None
    has_passed: bool
    best_percent: int | None
    pass_percent: int | None


class EnrolmentFacts(EnrolmentLine):
    """An enrolment with its progress and what its certificate asks for."""

    lessons_done: int
    lessons_total: int
    minutes_left: int
    next_lesson: str | None = Field(description="Code of the lesson where the person goes on")
    scenarios_done: int
    scenarios_required: int
    has_core_scenario: bool = Field(description="Also true if none is required")
    plan_state: PlanState
    is_plan_required: bool
    post_test_min: int = Field(description="Per cent of the post-test")
    modules: list[ModuleFacts]
    tests: list[TestFacts]


class OwnCertificate(ResponseModel):
    """A certificate of the token's person."""

    number: str = Field(description=NUMBER)
    outcome: CertificateOutcome
    title: BothTitles
    has_distinction: bool
    is_pilot: bool
    issued_at: datetime
    valid_until: datetime | None
    revoked_at: datetime | None
    page: str = Field(description="Address of the verify page")


class OwnCertificateList(ResponseModel):
    """A page of the list, newest first."""

    certificates: list[OwnCertificate]
    next_cursor: NextCursor
