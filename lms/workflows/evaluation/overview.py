"""Read model of the overview: one course version, its last release, one grouping at a time."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final, Literal, get_args
from uuid import UUID

from sqlalchemy.orm import Session

from assessments.analysis.group_counts import GroupCounts
from assessments.analysis.outcomes.answer_cells import AnswerCounts
from assessments.analysis.outcomes.follow_up_marks import MarkCounts
from assessments.analysis.outcomes.published import Outcomes
from assessments.analysis.outcomes.renewal import ALL
from assessments.evaluation.queries import Release as LastRelease
from assessments.evaluation.queries import (
    get_compared_summaries,
    get_release,
    get_summaries_by_dimension,
)
from courses.catalogue.queries import completion_rules, course_outline
from courses.cohorts.queries import cohort_names
from lms.organisations.queries import organisation_names
from lms.workflows.evaluation.figures import (
    EVERYONE,
    NOT_STATED,
    POOL,
    Figures,
    GroupFigures,
    Groups,
    compare_groups,
    compute_figures,
    matched_numbers,
)

Dimension = Literal["province", "role", "organisation", "cohort"]
PAIRS: Final = "pairs"  # part of the counts of a group: its people with both tests, by scores
DIMENSIONS: Final[tuple[Dimension, ...]] = get_args(Dimension)


@dataclass(frozen=True, slots=True)
class Choice:
    """What a page shows: everybody compared by a dimension, or one group of it."""

    dimension: Dimension = "province"
    group_id: str = EVERYONE


@dataclass(frozen=True, slots=True)
class Release:
    """When the figures of the choice were computed, and when a renewal was last considered."""

    released_at: datetime
    checked_at: datetime


@dataclass(frozen=True, slots=True)
class Released:
    """Counts of the last release: of everyone, and of the groups of one dimension.

    `outcomes` are those published of the chosen group or of everyone, `group_outcomes` those of all
    groups that have some. `marks` of follow-ups, by months, and `answers`, by question, are those
    of everyone.
    """

    release: Release
    everyone: GroupCounts
    groups: Groups
    outcomes: Outcomes | None = None
    group_outcomes: Mapping[str, Outcomes] = field(default_factory=dict)
    marks: Mapping[str, MarkCounts] = field(default_factory=dict)
    answers: Mapping[str, AnswerCounts] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Overview:
    """All figures of the page; `figures` is None before the first release.

    The course version is on this site `since`; nobody can be counted who came earlier.
    `groups` are compared, and empty if one group is chosen. `numbers` are the matched people of all
    groups that may be shown. `names` are the names of organisations, cohorts, modules and
    lessons. `waiting` people, in whole tens, have answers that no release could count yet.
    """

    version_id: UUID
    course_code: str
    version_label: str
    title: str
    since: datetime
    mark: int
    choice: Choice
    release: Release | None
    figures: Figures | None
    groups: tuple[GroupFigures, ...]
    numbers: Mapping[str, int]
    names: Mapping[str, str]
    waiting: int = 0


def read_overview(
    session: Session,
    version_id: UUID,
    choice: Choice,
    *,
    language: str,
    names_groups: bool = True,
    max_groups: int | None = None,
) -> Overview:
    """Read the overview of a course version in at most six queries. Raises CourseNotFound.

    Names of organisations and cohorts are read only if `names_groups`. At most `max_groups` are
    compared, the largest ones.
    """
    overview, released = read_page(
        session, version_id, choice, language=language, names_groups=names_groups
    )
    if released is None:
        return overview
    modules = course_outline(session, version_id, language=language)
    return replace(
        compute_overview(overview, released, max_groups=max_groups),
        names={
            **overview.names,
            **{module.code: module.title for module in modules},
            **{lesson.code: lesson.title for module in modules for lesson in module.lessons},
        },
    )


def read_page(
    session: Session,
    version_id: UUID,
    choice: Choice,
    *,
    language: str,
    names_groups: bool = True,
    parts: Collection[str] = (PAIRS,),
) -> tuple[Overview, Released | None]:
    """Read the course version, the groups to choose from and the counts, without any figure.

    Of groups that are not chosen only these parts of the counts are read, of which `PAIRS` is
    needed to tell which groups may be shown. Raises CourseNotFound.
    """
    rules = completion_rules(session, version_id)
    release = get_release(session, version_id)
    released = _read_counts(session, version_id, choice, release, parts)
    overview = Overview(
        version_id=version_id,
        course_code=rules.code,
        version_label=rules.label,
        since=rules.imported_at,
        title=rules.title_en if language == "en" else rules.title_id,
        mark=rules.post_test_min,
        choice=choice,
        release=released.release if released else None,
        figures=None,
        groups=(),
        numbers={},
        names={},
        waiting=release.waiting if release else 0,
    )
    if released is None:
        return overview, None
    names = _group_names(session, choice.dimension, released.groups) if names_groups else {}
    return replace(overview, names=names, numbers=matched_numbers(released.groups)), released


def read_released(
    session: Session, version_id: UUID, choice: Choice, *, parts: Collection[str] | None = None
) -> Released | None:
    """Read the counts of the last release; None before the first.

    A group may have counts of an earlier release, if too few of its people have changed since. Of
    groups that are not chosen only these parts of the counts are read, if `parts` are given.
    """
    return _read_counts(session, version_id, choice, get_release(session, version_id), parts)


def _read_counts(
    session: Session,
    version_id: UUID,
    choice: Choice,
    release: LastRelease | None,
    parts: Collection[str] | None,
) -> Released | None:
    if parts is None:
        summaries = get_summaries_by_dimension(session, version_id, [ALL, choice.dimension])
    else:
        summaries = get_compared_summaries(
            session, version_id, choice.dimension, choice.group_id, parts=parts
        )
    everyone = summaries[ALL].get(EVERYONE)
    if release is None or release.released_at is None or everyone is None:
        return None
    groups = summaries[choice.dimension]
    chosen = groups.get(choice.group_id)
    published = {key: row.outcomes for key, row in groups.items() if row.outcomes}
    released_at = chosen.released_at if chosen else release.released_at
    overall = everyone.outcomes or Outcomes(0, (), None)
    of_everyone = overall if overall.bins else None
    return Released(
        Release(released_at, release.last_checked_at),
        everyone.counts,
        {group_id: summary.counts for group_id, summary in groups.items()},
        of_everyone if choice.group_id == EVERYONE else published.get(choice.group_id),
        published,
        overall.follow_ups,
        overall.answers,
    )


def compute_overview(
    overview: Overview, released: Released, *, max_groups: int | None = None
) -> Overview:
    """Return the overview with all figures of its choice. Pure."""
    choice, groups = overview.choice, released.groups
    numbers = matched_numbers(groups)
    if choice.group_id == EVERYONE:
        return replace(
            overview,
            figures=compute_figures(
                {}, EVERYONE, released.everyone, overview.mark, released.outcomes
            ),
            groups=compare_groups(groups, limit=max_groups),
            numbers=numbers,
        )
    known = groups if choice.group_id in groups else {choice.group_id: GroupCounts()}
    figures = compute_figures(
        known, choice.group_id, released.everyone, overview.mark, released.outcomes
    )
    return replace(overview, figures=figures, numbers=numbers)


def _group_names(session: Session, dimension: Dimension, groups: Groups) -> dict[str, str]:
    """Return the names of organisations or cohorts; provinces and roles have theirs in code."""
    if dimension not in ("organisation", "cohort"):
        return {}
    ids = {UUID(group_id) for group_id in groups if group_id not in (POOL, NOT_STATED)}
    read = organisation_names if dimension == "organisation" else cohort_names
    return {str(group_id): name for group_id, name in read(session, ids).items()}
