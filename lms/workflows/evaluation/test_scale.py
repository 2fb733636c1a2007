"""Read model of the scale of a test: people and items of each form on one ruler."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from sqlalchemy.orm import Session

from assessments.analysis.group_counts import TestCounts
from assessments.analysis.response_tables.keys import ItemKey
from assessments.analysis.statistics.minimums import STANDARD
from assessments.analysis.test_scale import FormScale, scale_form
from lms.workflows.evaluation.test_quality import (
    FormQuality,
    Test,
    TestQuality,
    compute_quality,
    read_form_counts,
)

Missing = Literal["rescoring", "people", "items", "estimate"]


@dataclass(frozen=True, slots=True)
class ScaledForm:
    """A form with its scale, or with why there is none.

    `hidden` are the items whose answers are hidden. Difficulties and measures depend on all items,
    so that they would tell of these.
    """

    form: FormQuality
    scale: FormScale | None
    missing: Missing | None
    hidden: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TestScale:
    """The scales of all forms of a test."""

    quality: TestQuality
    forms: tuple[ScaledForm, ...]


def read_test_scale(session: Session, version_id: UUID, test: Test) -> TestScale:
    """Read the scales of a test in four queries. Raises CourseNotFound."""
    read = read_form_counts(session, version_id, test)
    quality = compute_quality(read.quality, read.summaries, read.keys)
    return TestScale(
        quality,
        tuple(
            scale_quality(form, read.summaries[form.form].counts, read.keys.get(form.form, ()))
            for form in quality.forms
        ),
    )


def scale_quality(form: FormQuality, counts: TestCounts, keys: Sequence[ItemKey]) -> ScaledForm:
    """Return the scale of a form, if it may be shown. Pure."""
    if not form.has_same_items:
        return ScaledForm(form, None, "rescoring")
    if form.n < STANDARD.decisions:
        return ScaledForm(form, None, "people")
    hidden = tuple(sorted(item.code for item in form.items if item.facility is None))
    if hidden:
        return ScaledForm(form, None, "items", hidden)
    scale = scale_form(counts, keys, form.cells.bounds)
    return ScaledForm(form, scale, None if scale else "estimate")
