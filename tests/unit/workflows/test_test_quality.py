"""Figures of the quality of tests, compared with scipy; small numbers stay hidden."""

from datetime import UTC, datetime
from itertools import chain, repeat
from uuid import uuid4

import pytest
from scipy import stats

from assessments.analysis.form_counter import FormAnswers, FormCounter
from assessments.analysis.item_analysis import analyse_counts
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


def count_answers(n, answer):
    """Count people from the answers of each; `answer` gives those of a person."""
    counter = FormCounter()
    for person in range(n):
        counter.add(FormAnswers("A", answer(person)))
    return counter.counts()


def items_of(quality):
    (form,) = quality.forms
    return {item.code: item for item in form.items}


def test_an_item_that_few_do_not_know_hides_itself_and_another():
    """The mean of the form and the facility of all others would tell it."""

    def answer(person):
        points = (person >= 9, person >= 10, person % 2, person % 3 == 0)
        return {f"A{n:02}": ("B" if p else "A", float(p)) for n, p in enumerate(map(bool, points))}

    items = items_of(compute(A=count_answers(60, answer)))
    facilities = {code: item.facility for code, item in items.items()}
    assert facilities == {"A00": None, "A01": None, "A02": 0.5, "A03": pytest.approx(1 / 3)}
    assert [code for code, item in items.items() if item.item_rest is None] == ["A00", "A01"]
    shares = {code: [option.share for option in item.options] for code, item in items.items()}
    assert shares["A00"] == shares["A01"] == [None, None]
    assert shares["A02"] == [0.5, 0.5]
    assert items["A00"].flags == ()


def test_options_that_few_chose_are_joined_to_other_wrong_ones():
    def answer(person):
        option = "B" if person < 12 else "A" if person < 27 else "C" if person < 38 else "D"
        other = ("B", 1.0) if person % 2 else ("A", 0.0)
        return {"A00": (option, float(option == "B")), "A01": other}

    item = items_of(compute(A=count_answers(40, answer)))["A00"]
    shares = {option.option: option.share for option in item.options}
    assert shares == {"A": pytest.approx(15 / 40), "B": pytest.approx(0.3), "C": None, "D": None}
    assert item.facility == pytest.approx(0.3)


def test_reliability_is_given_in_hundredths_while_an_item_is_hidden():
    """All items but one known, the exact sum of variances would tell the variance of that one."""

    def answer(person):
        known = [person >= 9, *((person + step) % 7 < 4 for step in range(5))]
        return {f"A{n:02}": ("B" if p else "A", float(p)) for n, p in enumerate(known)}

    counts = count_answers(60, answer)
    (form,) = compute(A=counts).forms
    exact = analyse_counts(counts, KEYS["A"]).test
    assert form.test.alpha == round(exact.alpha, 2) != exact.alpha
    assert form.test.sem != exact.sem
    assert form.test.mean == exact.mean


def test_people_with_other_items_leave_no_figures():
    counter = FormCounter()
    for person in range(60):
        items = KEYS["A"][: 3 if person else 2]
        counter.add(FormAnswers("A", {key.item: ("B", 1.0) for key in items}))
    (form,) = compute(A=counter.counts()).forms
    assert (form.has_same_items, form.test, form.items) == (False, None, ())
