"""Methods and limits of the evaluation: who left, and which figures the page may name."""

import pytest

from assessments.analysis.group_counts import GroupCounts
from tests.evaluation_counts import add_release, draw_counts
from tests.statements import statements_of


@pytest.fixture
def address(version_id):
    return f"/evaluation/{version_id}/methods"


@pytest.fixture
def release(act, version_id):
    def release(session, *, now, **dimensions):
        add_release(session, version_id, dimensions, now=now)

    return lambda **dimensions: act(release, **dimensions)


@pytest.fixture
def evaluator(holder):
    return holder("evaluator", "platform", None)


def counts(stayed, left, *, pre=50.0, pre_of_left=40.0):
    """People with both tests, and people with a pre-test alone."""
    flow = {"registered": stayed + left, "pre": stayed + left, "matched": stayed, "post": stayed}
    pairs = {(pre, pre + 20): stayed - stayed // 2, (pre, pre + 10): stayed // 2}
    return GroupCounts(n=stayed + left, flow=flow, pairs=pairs, pre_only={pre_of_left: left})


@pytest.mark.parametrize(
    ("pre_of_left", "sentence"),
    [
        (40.0, "Those who left began lower."),
        (60.0, "Those who left began higher."),
        (48.0, "Those who left began lower."),
        (50.0, "Both began nearly alike."),
    ],
)
def test_pre_test_of_those_who_left_stands_against_those_who_stayed(
    evaluator, address, release, pre_of_left, sentence
):
    release(province={"53": counts(40, 12, pre_of_left=pre_of_left)})
    page = evaluator.get(address).text
    assert sentence in page
    assert f"{pre_of_left:.0f} on average (n about 10). Of those who stayed: 50.0 (n = 40)" in page
    assert "50</td>" in page


def test_fewer_than_ten_who_left_are_not_compared(evaluator, address, release):
    release(province={"53": counts(40, 9)})
    page = evaluator.get(address).text
    assert "Those who left cannot be compared" in page
    assert "(n = 9)" not in page


def test_before_a_release_the_page_names_methods_without_figures(evaluator, address):
    page = evaluator.get(address).text
    assert "Figures appear once at least 10 people" in page
    assert "no difference of figures would tell of fewer" in page
    assert "Algina and Keselman 2003" in page
    assert "not yet" in page
    assert "Limits of the design" not in page


def test_page_names_the_version_and_is_linked_from_the_others(evaluator, address, release):
    release(province={"53": draw_counts(60, 1)})
    page = evaluator.get(address).text
    assert "Version of the course" in page
    overview = address.removesuffix("/methods")
    for path in (overview, f"{overview}/tests", f"{overview}/files"):
        assert f'href="{address}' in evaluator.get(path).text


def test_a_coordinator_reads_of_the_own_organisation_only(
    coordinator, address, release, school, found
):
    other = found("SMP Lain")
    release(organisation={str(school): counts(80, 20), str(other): counts(90, 30)})
    page = coordinator.get(address).text
    assert "Those who left cannot be compared" in page
    assert ">80</td>" in page
    assert "n = 90" not in page
    assert ">120<" not in page
    assert coordinator.get(f"{address}?group=organisation~{other}").status_code == 403


def test_strangers_are_refused(holder, client, address):
    assert client.get(address).status_code == 303
    for role in ("author", "administrator"):
        assert holder(role, "platform", None).get(address).status_code == 403


def test_page_takes_at_most_eight_queries(app, evaluator, address, release):
    release(province={"53": draw_counts(60, 1), "31": draw_counts(70, 2)})
    evaluator.get(address)
    with statements_of(app) as statements:
        assert evaluator.get(address).status_code == 200
    assert len(statements) <= 8


def test_a_difference_below_a_fifth_of_the_spread_is_no_difference(evaluator, address, release):
    flow = {"registered": 52, "pre": 52, "matched": 40}
    pairs = {(30.0, 60.0): 20, (70.0, 90.0): 20}
    release(province={"53": GroupCounts(n=52, flow=flow, pairs=pairs, pre_only={47.0: 12})})
    assert "Both began nearly alike." in evaluator.get(address).text
