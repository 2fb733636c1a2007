"""The pace of a class, from its dates to a plan of modules."""

from datetime import date

import pytest

from courses.cohorts.pace import pace_periods

DAYS = (1, 1, 1, 1, 1, 2, 2, 2, 2, 2)
MONDAY = date(2027, 1, 4)


def runs(pace, days=DAYS):
    return [(part.first, part.last) for part in pace_periods(pace, starts_on=MONDAY, days=days)]


def test_two_days_follow_the_days_of_the_training():
    assert runs("two-days") == [(1, 5), (6, 10)]
    first, second = pace_periods("two-days", starts_on=MONDAY, days=DAYS)
    assert (first.begins_on, first.ends_on) == (MONDAY, MONDAY)
    assert second.begins_on == date(2027, 1, 5)


def test_four_weeks_share_the_modules_evenly():
    assert runs("four-weeks") == [(1, 3), (4, 6), (7, 8), (9, 10)]
    weeks = pace_periods("four-weeks", starts_on=MONDAY, days=DAYS)
    assert (weeks[-1].begins_on, weeks[-1].ends_on) == (date(2027, 1, 25), date(2027, 1, 31))


@pytest.mark.parametrize("modules", [1, 3, 4, 5])
def test_each_module_has_its_week_whatever_their_number(modules):
    shared = runs("four-weeks", (1,) * modules)
    assert [n for first, last in shared for n in range(first, last + 1)] == [*range(1, modules + 1)]


@pytest.mark.parametrize("facts", [{"pace": "free"}, {"days": ()}, {"starts_on": None}])
def test_without_pace_modules_or_date_there_is_no_plan(facts):
    asked = {"pace": "two-days", "starts_on": MONDAY, "days": DAYS} | facts
    assert pace_periods(asked.pop("pace"), **asked) == ()


def test_first_day_at_the_end_of_the_calendar_has_no_stretches():
    assert pace_periods("four-weeks", starts_on=date.max, days=DAYS) == ()
