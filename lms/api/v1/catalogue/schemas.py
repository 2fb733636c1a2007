"""Response models of courses. Texts are in the language of Accept-Language.

Fields and values are stable within this version; new ones may be added.
"""

from datetime import date

from pydantic import Field

from lms.api.v1.schemas import ResponseModel

COURSE_CODE = "^[!-~]{1,40}$"


class CourseLine(ResponseModel):
    """A course in the version that new learners join."""

    code: str
    version_id: str
    title: str
    summary: str
    hours: int = Field(description="Hours of learning")
    as_of: date = Field(description="Day on which its facts were checked")
    is_open: bool = Field(description="Whether new learners can join")
    is_draft: bool
    is_pilot: bool


class CourseList(ResponseModel):
    """A page of the list, by code."""

    courses: list[CourseLine]
    next_cursor: str | None = Field(description="Cursor of the next page; null on the last page")


class LessonLine(ResponseModel):
    """A lesson of the outline."""

    code: str
    title: str
    minutes: int
    content_warning: int = Field(description="0 for none, up to 2")


class ModuleLine(ResponseModel):
    """A module of the outline; `number` is its position in the course, from 1."""

    code: str
    number: int
    title: str
    lessons: list[LessonLine]


class CourseFacts(CourseLine):
    """A course with its outline, which is empty while the course is closed."""

    modules: list[ModuleLine]
