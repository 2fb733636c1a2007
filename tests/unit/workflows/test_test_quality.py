"""Figures of the quality of tests, compared with scipy; small numbers stay hidden."""

from datetime import UTC, datetime
from itertools import chain, repeat
from uuid import uuid4

import pytest
from scipy import stats

from assessments.analysis.form_counter import FormAnswers, FormCounter
from assessments.analysis.response_tables.keys import ItemKey
from assessments.evaluation.queries import TestSummary as Summary
from lms.workflows.evaluation.test_quality import TestQuality as Quality
from lms.workflows.evaluation.test_quality import compute_quality
from tests.evaluation_counts import draw_form

KEYS = {
    form: [ItemKey(f"{form}{number:02}", ("B",)) for number in range(20)] for form in ("A", "B")
}
NOW = datetime(2026, 11, 1, tzinfo=UTC)


def compute(**counts):
    summaries = {form: Summary(of, NOW) for form, of in counts.items()}
    return compute_quality(Quality(uuid4(), "C", 75, "post", NOW, (), None), summaries, KEYS)


def totals(counts):
    of_item = next(iter(counts.points.values()))
    return [
        5 * total
        for total in chain.from_iterable(
            repeat(total, n) for by_total in of_item.values() for total, n in by_total.items()
        )
    ]


def test_the_difference_of_forms_is_that_of_scipy():
    a, b = draw_form(80, 1, KEYS["A"]), draw_form(60, 2, KEYS["B"], weak={"B01", "B02"})
    forms = compute(A=a, B=b).comparison
    test = stats.ttest_ind(totals(a), totals(b), equal_var=False)
    interval = test.confidence_interval(0.95)
    assert (forms.low, forms.high) == pytest.approx((interval.low, interval.high), abs=1e-6)
    assert forms.difference == pytest.approx(
        stats.tmean(totals(a)) - stats.tmean(totals(b)), abs=1e-9
    )
    slope = stats.tstd(totals(a)) / stats.tstd(totals(b))
    equated = stats.tmean(totals(a)) + slope * (75 - stats.tmean(totals(b)))
    assert forms.equated == pytest.approx(equated, abs=1e-9)


def test_a_form_below_ten_hides_all_forms():
    assert compute(A=draw_form(9, 1, KEYS["A"]), B=draw_form(80, 2, KEYS["B"])).forms == ()


def test_a_form_below_thirty_has_no_items_and_is_not_compared():
    quality = compute(A=draw_form(29, 1, KEYS["A"]), B=draw_form(80, 2, KEYS["B"]))
    assert [len(form.items) for form in quality.forms] == [0, 20]
    assert quality.comparison is None


def test_facility_is_hidden_if_few_do_not_know_the_item():
    counter = FormCounter()
    for person in range(60):
        points = (float(person >= 9), float(person >= 10), float(person % 2))
        answers = zip(KEYS["A"], points, strict=False)
        counter.add(FormAnswers("A", {key.item: ("B" if p else "A", p) for key, p in answers}))
    (form,) = compute(A=counter.counts()).forms
    facilities = {item.code: item.facility for item in form.items}
    assert facilities == {"A00": None, "A01": pytest.approx(50 / 60), "A02": 0.5}
    rests = {item.code: item.item_rest is not None for item in form.items}
    assert rests == {"A00": False, "A01": True, "A02": True}
    shares = {item.code: [option.share for option in item.options] for item in form.items}
    assert shares == {"A00": [None, None], "A01": pytest.approx([1 / 6, 5 / 6]), "A02": [0.5, 0.5]}


def test_facility_does_not_tell_the_hidden_number_of_the_right_option():
    counter = FormCounter()
    for person in range(30):
        option = "B" if person < 12 else "A" if person < 27 else "C"
        points = float(option == "B")
        other = ("B", 1.0) if person % 2 else ("A", 0.0)
        counter.add(FormAnswers("A", {"A00": (option, points), "A01": other}))
    (form,) = compute(A=counter.counts()).forms
    (item,) = (item for item in form.items if item.code == "A00")
    shares = {option.option: option.share for option in item.options}
    assert shares == {"A": 0.5, "B": None, "C": None}
    assert item.facility is None


def test_people_with_other_items_leave_no_figures():
    counter = FormCounter()
    for person in range(60):
        items = KEYS["A"][: 3 if person else 2]
        counter.add(FormAnswers("A", {key.item: ("B", 1.0) for key in items}))
    (form,) = compute(A=counter.counts()).forms
    assert (form.has_same_items, form.test, form.items) == (False, None, ())
