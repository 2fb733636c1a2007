"""Request and response models for the evaluation.

Fields and values are stable within this version; new ones may be added.
"""

from datetime import datetime
from typing import Literal

from pydantic import Field

from lms.api.v1.schemas import RequestModel, ResponseModel

Grouping = Literal["province", "role", "organisation", "cohort"]
PrecisionWord = Literal["suppressed", "imprecise", "ok"]
MAX_GROUP_LENGTH = 40
GROUP_PATTERN = "^[ -~]*$"  # PostgreSQL stores no null characters


class EvaluationQuery(RequestModel):
    """A grouping, and a group of it; without a group everybody is compared by the grouping."""

    by: Grouping = "province"
    group: str = Field(
        default="",
        max_length=MAX_GROUP_LENGTH,
        pattern=GROUP_PATTERN,
        description="Code of a province (BPS), role, or UUID of an organisation or cohort",
    )


class VersionLine(ResponseModel):
    """A course version; `version_id` is that of its figures."""

    course: str
    version_id: str
    version: str = Field(description="As its authors name it")
    title: str
    is_open: bool
    is_pilot: bool
    has_figures: bool = Field(description="Whether figures have been released")


class OwnGroupFacts(ResponseModel):
    """A group whose figures the caller may read."""

    by: Grouping
    group: str
    name: str


class VersionList(ResponseModel):
    """A page of the list, versions with learners first."""

    versions: list[VersionLine]
    groups: list[OwnGroupFacts] | None = Field(
        description="The only groups of the caller; null for callers who may read all"
    )
    next_cursor: str | None = Field(description="Cursor of the next page; null on the last page")


class StageFacts(ResponseModel):
    """People who reached a stage."""

    stage: str
    people: int | None = Field(description="Null below ten, or if it would reveal another group")
    percent: float | None = Field(description="Of the registered")


class ShareFacts(ResponseModel):
    """A share with Wilson's 95 % interval."""

    share: float
    low: float
    high: float


class OccasionFacts(ResponseModel):
    """Scores of one test, in per cent of the points."""

    mean: float
    sd: float | None
    reached: ShareFacts | None = Field(description="At the pass mark; null where it is not shown")


class EffectFacts(ResponseModel):
    """An effect size with its 95 % interval."""

    estimate: float
    low: float
    high: float


class ChangeFacts(ResponseModel):
    """The same people before and after."""

    people: int
    precision: PrecisionWord = Field(description="imprecise: 10 to 29 people")
    before: OccasionFacts
    after: OccasionFacts
    points: float = Field(description="Mean change")
    low: float | None = Field(description="95 % interval; null if all changes are equal")
    high: float | None
    d_av: EffectFacts | None


class ScoreFacts(ResponseModel):
    """People with scores from `low` up to, not including, `high`; the last includes it."""

    low: float
    high: float
    before: int
    after: int


class DirectionFacts(ResponseModel):
    """People by the direction of their change; `fell` is null if `same` holds both."""

    rose: int
    same: int
    fell: int | None


class AttritionFacts(ResponseModel):
    """People with a pre-test and no post-test."""

    people: int
    mean_before: int
    change_if_unchanged: float = Field(description="Of all, if none of these had changed")


class ObjectiveFacts(ResponseModel):
    """Mean per cent of the points in an objective or module."""

    code: str
    people: int
    before: float
    after: float
    low: float | None = Field(description="95 % interval of the change")
    high: float | None


class ItemFacts(ResponseModel):
    """An item that people met in both tests; null where a count is below ten."""

    code: str
    both_right: int | None
    gained: int | None
    lost: int | None
    both_wrong: int | None


class GroupFacts(ResponseModel):
    """A group of the grouping; `~` are groups too small to stand alone, together."""

    group: str
    name: str
    people: int
    precision: PrecisionWord
    before: float
    after: float
    points: float
    low: float | None
    high: float | None


class EvaluationFacts(ResponseModel):
    """Released figures of a course version, the same as on its page; null is not shown."""

    course: str
    version_id: str
    version: str = Field(description="As its authors name it")
    pass_mark: int
    by: Grouping
    group: str = Field(description="Empty for everybody")
    released_at: datetime | None = Field(description="Null before the first release")
    checked_at: datetime | None
    stages: list[StageFacts]
    change: ChangeFacts | None
    scores: list[ScoreFacts]
    directions: DirectionFacts | None
    attrition: AttritionFacts | None
    objectives: list[ObjectiveFacts]
    items: list[ItemFacts]
    groups: list[GroupFacts]
