"""Pages of confidence and of follow-ups: figures, what is hidden, and who may read them."""

import re
from dataclasses import replace
from math import sqrt

import pytest
from scipy import stats

from assessments.analysis.group_counts import GroupCounts
from assessments.analysis.outcomes.follow_up_marks import MarkCounts
from courses.cohorts.service import CohortDetails, open_cohort
from tests.evaluation_counts import add_questions, add_release, draw_answers, draw_counts
from tests.statements import statements_of
from tests.visible_text import visible_text

STATEMENTS = tuple(f"SE{number:02}" for number in range(1, 11))
QUESTIONS = (("FQ01", "1234"), ("FQ02", "1234"), ("FQ03", "12345"), ("FQ04", "1234"))
PAGES = ("confidence", "follow-up")


@pytest.fixture
def address(version_id, act):
    """The course of the tests is older than the questions of a follow-up: it gets those of now."""
    act(add_questions, version_id)
    return f"/evaluation/{version_id}"


@pytest.fixture
def release(act, version_id):
    def release(session, *, now, marks=None, waiting=0, **dimensions):
        add_release(session, version_id, dimensions, now=now, marks=marks, waiting=waiting)

    return lambda **dimensions: act(release, **dimensions)


@pytest.fixture
def evaluator(holder):
    return holder("evaluator", "platform", None)


def people(n, seed, **options):
    return GroupCounts.merged(
        draw_counts(n, seed, finish=1), draw_answers(n, seed, STATEMENTS, QUESTIONS, **options)
    )


def answered(counts, code, options):
    """The same counts with other answers to a question after three months."""
    follow_up = counts.follow_ups["3"]
    answers = {**follow_up.answers, code: options}
    return replace(
        counts, follow_ups={**counts.follow_ups, "3": replace(follow_up, answers=answers)}
    )


def heading(page):
    return re.search(r"<h1>(.*?)</h1>", page, re.DOTALL)[1]


def test_the_page_says_how_confidence_has_changed(evaluator, address, release):
    release(province={"53": people(120, 1), "31": people(60, 2)})
    page = evaluator.get(f"{address}/confidence").text
    assert heading(page).startswith("People feel surer than before: +")
    assert "n = 180 people who rated every statement both times" in page
    assert "SE10 I can tell when I need support myself." in page
    assert page.count("omega 0.") == 2
    assert len(re.findall(r"Cronbach\S*s alpha 0\.", page)) == 2
    assert "Fewer than 100 people" not in page
    assert "To feel sure is not to be able." in page
    assert 'style="' not in page


def test_no_rise_is_said_plainly(evaluator, address, release):
    release(province={"53": people(60, 1, rise=0.0)})
    page = evaluator.get(f"{address}/confidence").text
    assert not heading(page).startswith("People feel surer in")


def test_few_people_have_no_reliability_and_few_figures(evaluator, address, release):
    release(province={"53": people(20, 1)})
    page = evaluator.get(f"{address}/confidence").text
    assert "imprecise: fewer than 30 people" in page
    assert page.count("Reliability is shown from 30 people on.") == 2
    assert "Statements after the course" not in page


@pytest.mark.parametrize("page", PAGES)
def test_fewer_than_ten_show_nothing(evaluator, address, release, page):
    release(province={"53": people(9, 1)})
    text = evaluator.get(f"{address}/{page}").text
    assert heading(text) in (
        "Not enough people to answer yet",
        "Not enough people have answered a follow-up yet",
    )
    assert 'role="img"' not in text
    assert not re.search(r"n = \d", text)


@pytest.mark.parametrize("page", PAGES)
def test_without_a_release_there_are_no_figures(evaluator, address, page):
    text = evaluator.get(f"{address}/{page}").text
    assert heading(text) == "No figures yet"
    assert 'role="img"' not in text


def test_before_a_follow_up_the_page_says_so(evaluator, address, release):
    release(province={"53": draw_counts(60, 1)})
    text = evaluator.get(f"{address}/follow-up").text
    assert heading(text) == "Nobody has been asked for a follow-up yet"


def test_the_page_says_who_answered_what_stayed_and_what_weighs(evaluator, address, release):
    release(province={"53": people(120, 1), "31": people(60, 2)}, waiting=30)
    page = evaluator.get(f"{address}/follow-up").text
    assert re.match(r"After 6 months: \d+\.\d of 100 points on average", heading(page))
    lead = page[page.index("<h1>") : page.index("</p></div>", page.index("<h1>"))]
    assert "the scores cannot be compared with those" in lead
    assert "About 30 people of the course wait to be counted" in page
    assert "After 3 months: Invited" in page
    assert re.search(r"\d\d of 100 people say that it still weighs on them", page)
    assert "First ask a service or my supervisor" in page
    assert "no question is common to both tests" in page
    assert 'style="' not in page


def test_scores_of_a_follow_up_stand_by_themselves(evaluator, address, release):
    """Against scipy; nothing sets them beside the scores of the course."""
    counts = people(160, 1, months=(3,))
    sums = counts.follow_ups["3"].since_post
    release(province={"53": counts}, marks={"3": MarkCounts(90, 54)})
    page = evaluator.get(f"{address}/follow-up").text
    mean = sums.post / sums.n
    spread = sqrt((sums.post_post - sums.n * mean**2) / (sums.n - 1))
    low, high = stats.t.interval(0.95, sums.n - 1, loc=mean, scale=spread / sqrt(sums.n))
    assert f"After 3 months: {mean:.1f} points on average (n = {sums.n})." in page
    assert f"Interval (95%): {low:.1f} to {high:.1f} points." in page
    share = stats.binomtest(54, 90).proportion_ci(method="wilson")
    expected = f"interval {100 * share.low:.0f} to {100 * share.high:.0f}, n = 90"
    assert f"60 of 100 reach the pass mark ({expected})." in page
    assert heading(page) == "After 3 months: 60 of 100 people who answered reach the pass mark"
    for compared in ("post-test (n =", "since the post-test", "Since the post-test"):
        assert compared not in page


def test_a_group_has_no_share_at_the_mark(evaluator, address, release):
    groups = {"53": people(120, 1), "31": people(90, 2)}
    release(province=groups, marks={"3": MarkCounts(90, 54), "6": MarkCounts(90, 40)})
    page = evaluator.get(f"{address}/follow-up?group=province~53").text
    assert "reach the pass mark" not in page
    assert re.match(r"After 6 months: \d+\.\d of 100 points on average", heading(page))


def test_a_question_hides_what_few_people_answered(evaluator, address, release):
    counts = answered(people(120, 1), "FQ02", {"1": 60, "2": 4, "3": 24, "4": 8, "": 2})
    release(province={"53": counts})
    page = evaluator.get(f"{address}/follow-up").text
    table = re.search(
        r"<caption>Harm check: what still weighs on people.*?</table>", page, re.DOTALL
    )[0]
    assert [cell in table for cell in (">60<", ">24<", ">8<", ">4<", ">2<")] == [False] * 5
    assert "33 of 100 people say that it still weighs on them" in page


def test_a_question_whose_concerns_are_few_is_not_shown(evaluator, address, release):
    counts = answered(people(120, 1, months=(3,)), "FQ02", {"1": 60, "2": 30, "3": 4, "": 2})
    release(province={"53": counts})
    page = evaluator.get(f"{address}/follow-up").text
    assert "Harm check: what people do in doubt" in page
    assert "Harm check: what still weighs on people" not in page


def test_a_group_has_no_answers_to_questions(evaluator, address, release):
    release(province={"53": people(120, 1), "31": people(90, 2)})
    page = evaluator.get(f"{address}/follow-up?group=province~53").text
    assert "Harm check" not in visible_text(page)
    assert "Answers to single questions are shown of everybody only." in page
    assert 'role="img"' in page


@pytest.mark.parametrize("page", PAGES)
def test_a_coordinator_sees_the_own_organisation_only(
    coordinator, address, release, school, found, page
):
    other = found("SMP Lain")
    release(organisation={str(school): people(80, 1), str(other): people(90, 2)})
    text = coordinator.get(f"{address}/{page}").text
    assert "SDN Harapan 01" in text
    assert "SMP Lain" not in text
    assert "170" not in visible_text(text)
    assert 'role="img"' in text
    own = coordinator.get(f"{address}/{page}?group=organisation~{school}")
    assert heading(own.text) == heading(text)
    for forbidden in (f"organisation~{other}", "province~53"):
        assert coordinator.get(f"{address}/{page}?group={forbidden}").status_code == 403


@pytest.mark.parametrize("page", PAGES)
def test_a_facilitator_sees_the_own_cohort_only(
    holder, address, release, cohort, act, school, version_id, page
):
    facts = {"course_version_id": version_id, "facts": CohortDetails("Kelas B")}
    other = act(open_cohort, organisation_id=school, **facts)
    release(cohort={str(cohort): people(80, 1), str(other): people(90, 2)})
    client = holder("facilitator", "cohort", cohort)
    text = client.get(f"{address}/{page}").text
    assert "Kelas A" in text
    assert "Kelas B" not in text
    assert 'role="img"' in text
    assert client.get(f"{address}/{page}?group=cohort~{other}").status_code == 403


@pytest.mark.parametrize("page", PAGES)
def test_others_are_refused(holder, make_person, sign_in, client, address, page):
    assert client.get(f"{address}/{page}").status_code == 303
    assert sign_in(make_person()).get(f"{address}/{page}").status_code == 403
    for role in ("author", "administrator", "expert"):
        assert holder(role, "platform", None).get(f"{address}/{page}").status_code == 403


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("query", ["", "?by=organisation", "?by=cohort", "?group=province~53"])
def test_a_page_takes_at_most_eight_queries(
    app, evaluator, address, release, school, cohort, page, query
):
    release(
        province={"53": people(60, 1), "31": people(70, 2)},
        organisation={str(school): people(60, 1), "~": people(70, 2)},
        cohort={str(cohort): people(60, 1), "-": people(70, 2)},
    )
    evaluator.get(f"{address}/{page}{query}")
    with statements_of(app) as statements:
        assert evaluator.get(f"{address}/{page}{query}").status_code == 200
    assert len(statements) <= 8


@pytest.mark.parametrize("page", PAGES)
def test_the_page_of_a_coordinator_takes_at_most_eight_queries(
    app, coordinator, address, release, school, page
):
    release(organisation={str(school): people(60, 1), "~": people(70, 2)})
    coordinator.get(f"{address}/{page}")
    with statements_of(app) as statements:
        assert coordinator.get(f"{address}/{page}").status_code == 200
    assert len(statements) <= 8
