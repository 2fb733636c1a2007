"""Evaluation: what evaluators, coordinators and facilitators see of released counts."""

import re
from uuid import UUID, uuid4

import pytest
from sqlalchemy import inspect

from assessments.analysis.group_counts import GroupCounts
from courses.catalogue.models import CourseVersion
from courses.cohorts.service import CohortDetails, open_cohort
from lms.web.evaluation.group_field import MAX_OPTIONS
from tests.evaluation_counts import add_release, draw_counts
from tests.statements import statements_of

SIZES = {"53": 120, "31": 60, "11": 20, "~": 14}


@pytest.fixture
def address(version_id):
    return f"/evaluation/{version_id}"


@pytest.fixture
def release(act, version_id):
    def release(session, *, now, **dimensions):
        add_release(session, version_id, dimensions, now=now)

    return lambda **dimensions: act(release, **dimensions)


@pytest.fixture
def provinces(release):
    """People of three provinces, and of smaller ones together."""
    groups = {code: draw_counts(n, n, finish=1) for code, n in SIZES.items()}
    release(province=groups)
    return groups


@pytest.fixture
def evaluator(holder):
    return holder("evaluator", "platform", None)


@pytest.fixture
def schools_of(found):
    """Founds some schools with numbers and gives their ids."""

    def schools_of(count, name, *, parent_id=None):
        return [found(f"{name} {number}", parent_id=parent_id) for number in range(count)]

    return schools_of


def options_of(page):
    """The names of the groups in the field, without the option for everybody."""
    field = page.partition('name="group">')[2].partition("</select>")[0]
    return re.findall(r'<option value="[^"]+"[^>]*>([^<]+)</option>', field)


def heading(page):
    return re.search(r"<h1>(.*?)</h1>", page, re.DOTALL)[1]


def test_the_heading_says_the_result(evaluator, address, provinces):
    page = evaluator.get(address).text
    assert re.fullmatch(r"Scores rose by \d\d\.\d points on average", heading(page))
    assert "214</dd>" in page
    assert "of about 214 with a pre-test" in page
    assert page.count('role="img"') >= 5
    assert "No comparison group." in page
    assert "This does not prove what caused the change" in page
    assert 'style="' not in page


def test_provinces_are_compared_and_small_ones_hidden(evaluator, address, provinces):
    page = evaluator.get(address).text
    assert "East Nusa Tenggara" in page
    assert "Small groups together" in page
    assert "3 of 38 provinces have enough people to be shown" in page
    assert page.count('class="t0"') >= 35
    assert "Papua: not shown" in page


def test_groups_stand_on_a_scale_of_whole_points(evaluator, address, provinces):
    page = evaluator.get(address).text
    drawing = page.partition('aria-labelledby="groups-title"')[2].partition("</figure>")[0]
    scale = re.findall(r'class="m">([^<]+)</text>', drawing)
    assert scale == ["0", "+5", "+10", "+15", "+20", "+25"]


def test_of_many_groups_the_largest_are_compared(evaluator, address, release):
    """A page with 2,000 cohorts weighed 1.2 MB."""
    sizes = {str(UUID(int=number)): 12 + number % 9 for number in range(1, 151)}
    release(cohort={group: draw_counts(n, n, finish=1) for group, n in sizes.items()})
    page = evaluator.get(f"{address}?by=cohort").text
    assert "The 60 largest of 150 groups are compared here; files for analysis have all." in page
    table = page.partition("<caption>Change by group")[2].partition("</table>")[0]
    numbers = [int(n) for n in re.findall(r"<tr><th[^>]*>[^<]*</th><td[^>]*>(\d+)</td>", table)]
    assert sorted(numbers) == sorted(sizes.values())[-60:]
    assert len(page) < 120_000


@pytest.mark.parametrize("page", ["", "/confidence", "/follow-up"])
def test_of_many_groups_a_search_finds_some_by_name(evaluator, address, release, schools_of, page):
    """A field with 2,000 groups weighed 200 kB on each page."""
    wanted = schools_of(3, "SDN Melati")
    groups = [*schools_of(MAX_OPTIONS + 5, "SMP Kenanga"), *wanted]
    release(organisation={str(group): draw_counts(20, n) for n, group in enumerate(groups)})
    first = evaluator.get(f"{address}{page}?by=organisation").text
    assert options_of(first) == [f"SDN Melati {n}" for n in range(3)] + [
        f"SMP Kenanga {n}" for n in sorted(range(MAX_OPTIONS + 5), key=str)[: MAX_OPTIONS - 3]
    ]
    assert f"{MAX_OPTIONS} of {len(groups)} groups are in the list" in first
    assert 'class="filterbox acc">' in first

    searched = evaluator.get(f"{address}{page}?by=organisation&q=melati+sdn&group=").text
    assert options_of(searched) == [f"SDN Melati {n}" for n in range(3)]
    assert f"3 of {len(groups)} groups have this in their name" in searched
    assert 'class="filterbox acc" open>' in searched
    assert 'name="q" value="melati sdn"' in searched

    value = f"organisation~{wanted[1]}"
    chosen = evaluator.get(f"{address}{page}?by=organisation&q=melati&group={value}").text
    assert f'value="{value}" selected' in chosen
    assert 'class="filterbox acc">' in chosen
    other = evaluator.get(f"{address}{page}?by=organisation&q=%3Cb%3E&group={value}").text
    assert options_of(other) == ["SDN Melati 1"]
    assert f"None of the {len(groups)} groups has this in its name." in other
    assert "<b>&lt;" not in other
    many = evaluator.get(f"{address}{page}?by=organisation&q=kenanga").text
    assert len(options_of(many)) == MAX_OPTIONS
    assert f"{MAX_OPTIONS + 5} of {len(groups)} groups have this in their name; " in many


def test_a_search_from_the_form_leads_to_the_page(evaluator, address, version_id):
    form = f"/evaluation?version={version_id}&by=cohort&group=&q=kelas"
    assert evaluator.get(form).location == f"{address}?by=cohort&q=kelas"


def test_a_coordinator_of_many_schools_searches_among_them(holder, address, found, schools_of):
    office = found("Dinas", kind="office")
    elsewhere = found("SDN Lain")
    below = schools_of(MAX_OPTIONS + 1, "SDN Bawah", parent_id=office)
    client = holder("coordinator", "organisation", office)
    page = client.get(f"{address}?q=bawah+7").text
    assert {f"SDN Bawah {n}" for n in (7, 17, 27, 37, 47, 57)} <= set(options_of(page))
    assert client.get(f"{address}?q=Lain&group=organisation~{below[3]}").status_code == 200
    assert "SDN Lain" not in client.get(f"{address}?q=Lain").text
    assert client.get(f"{address}?q=Lain&group=organisation~{elsewhere}").status_code == 403


def test_imprecise_groups_stand_by_name_and_not_by_their_change(evaluator, address, release):
    gains = {"12": 5, "11": 15, "31": 30, "82": 22}
    release(
        province={code: draw_counts(15, 1, gain=gain, finish=1) for code, gain in gains.items()}
        | {"53": draw_counts(40, 2, finish=1), "~": draw_counts(20, 3, finish=1)}
    )
    page = evaluator.get(address).text
    table = page.partition("<caption>Change by group")[2].partition("</table>")[0]
    assert re.findall(r'<th scope="row">([^<]*)</th>', table) == [
        "East Nusa Tenggara",
        "Aceh",
        "Jakarta Special Capital Region",
        "North Maluku",
        "North Sumatra",
        "Small groups together",
    ]
    assert page.index(">Aceh<") < page.index(">North Maluku<") < page.index(">North Sumatra<")
    assert "stand by name" in page


def test_the_headline_says_of_how_many_points_and_what_the_mark_is(evaluator, address, provinces):
    page = evaluator.get(address).text
    assert "Average change in points of 100, the same people" in page
    assert "Pass mark 75 reached before" in page


def test_means_come_with_their_spread(evaluator, address, provinces):
    page = evaluator.get(address).text
    assert len(re.findall(r"spread \(standard deviation\) \d+\.\d", page)) == 2


def test_one_group_is_shown_alone(evaluator, address, provinces):
    page = evaluator.get(f"{address}?group=province~11").text
    assert "20</dd>" in page
    assert "imprecise: fewer than 30 people" in page
    assert "The figures are imprecise." in page
    assert 'id="groups-title"' not in page
    assert 'id="provinces-title"' not in page


@pytest.mark.parametrize("group", ["53x", "96", "", "~", "-", "<b>"])
def test_groups_that_are_not_shown_say_nothing(evaluator, address, provinces, group):
    page = evaluator.get(address, query_string={"group": f"province~{group}"}).text
    if group in ("", "~"):
        assert "Scores rose" in heading(page)
    else:
        assert heading(page) == "Not enough people to answer yet"
        assert "&lt;10" in page
        assert 'role="img"' not in page


def test_a_group_of_another_dimension_is_dropped(evaluator, address, provinces):
    page = evaluator.get(f"{address}?by=role&group=province~53").text
    assert "Scores rose" in heading(page)
    assert 'value="role" selected' in page


def test_without_a_release_there_are_no_figures(evaluator, address):
    page = evaluator.get(address).text
    assert heading(page) == "No figures yet"
    assert "no difference of figures would tell of fewer" in page
    assert "Nothing has been released yet." in page
    assert 'role="img"' not in page


def test_too_few_people_have_no_figures(evaluator, address, release):
    release(province={"53": draw_counts(9, 1, finish=1)})
    page = evaluator.get(address).text
    assert heading(page) == "Not enough people to answer yet"
    assert page.count("&lt;10") == 7
    assert 'role="img"' not in page


def test_equal_changes_say_why_there_is_no_interval(evaluator, address, release):
    pairs = {(50.0, 60.0): 20}
    flow = {"registered": 20, "pre": 20, "matched": 20}
    release(province={"53": GroupCounts(n=20, flow=flow, pairs=pairs)})
    page = evaluator.get(address).text
    assert heading(page) == "Scores rose by 10.0 points on average"
    assert "All changes are equal" in page


@pytest.mark.parametrize(
    ("pairs", "text"),
    [
        ({(60.0, 50.0): 20, (60.0, 55.0): 20}, "Scores fell by 7.5 points on average"),
        ({(60.0, 50.0): 20, (50.0, 60.0): 20}, "No clear change: 0.0 points on average"),
        ({(60.0, 60.0): 20, (50.0, 50.0): 20}, "Scores did not change"),
    ],
)
def test_no_rise_is_said_plainly(evaluator, address, release, pairs, text):
    release(province={"53": GroupCounts(n=40, pairs=pairs, flow={"registered": 40})})
    assert heading(evaluator.get(address).text) == text


def test_a_coordinator_sees_the_own_organisation_only(
    coordinator, holder, address, release, school, found
):
    other = found("SMP Lain")
    groups = {str(school): draw_counts(80, 1, finish=1), str(other): draw_counts(90, 2, finish=1)}
    release(organisation=groups)
    page = coordinator.get(address).text
    assert "SDN Harapan 01" in page
    assert "80</dd>" in page
    assert "SMP Lain" not in page
    assert 'id="groups-title"' not in page
    own = coordinator.get(f"{address}?group=organisation~{school}")
    assert own.text.count("80</dd>") == 1
    for forbidden in (f"organisation~{other}", "province~53", f"organisation~{uuid4()}"):
        assert coordinator.get(f"{address}?group={forbidden}").status_code == 403
    elsewhere = holder("coordinator", "organisation", other)
    assert "SMP Lain" in elsewhere.get(address).text


def test_a_coordinator_above_chooses_among_those_below(holder, address, release, found):
    office = found("Dinas", kind="office")
    below = found("SDN Bawah", parent_id=office)
    release(organisation={str(below): draw_counts(80, 1, finish=1), "~": draw_counts(40, 2)})
    client = holder("coordinator", "organisation", office)
    assert heading(client.get(address).text) == "Not enough people to answer yet"
    assert "80</dd>" in client.get(f"{address}?group=organisation~{below}").text


def test_a_facilitator_sees_the_own_cohort_only(
    holder, address, release, cohort, act, school, version_id
):
    facts = {"course_version_id": version_id, "facts": CohortDetails("Kelas B")}
    other = act(open_cohort, organisation_id=school, **facts)
    release(
        cohort={str(cohort): draw_counts(40, 1, finish=1), str(other): draw_counts(41, 2, finish=1)}
    )
    client = holder("facilitator", "cohort", cohort)
    page = client.get(address).text
    assert "Kelas A" in page
    assert "40</dd>" in page
    assert "Kelas B" not in page
    assert client.get(f"{address}?group=cohort~{other}").status_code == 403
    assert client.get(f"{address}?group=organisation~{school}").status_code == 403
    board = client.get(f"/organisations/classes/{cohort}").text
    link = re.search(r'href="(/evaluation/[^"]+)"', board)[1]
    assert "40</dd>" in client.get(link.replace("&amp;", "&")).text


@pytest.mark.parametrize("role", ["administrator", "author", "expert"])
@pytest.mark.parametrize("path", ["/evaluation", "/evaluation/{version}"])
def test_others_are_refused(holder, version_id, role, path):
    client = holder(role, "platform", None)
    assert client.get(path.format(version=version_id)).status_code == 403


def test_who_sees_own_groups_is_not_told_of_drafts(
    coordinator, evaluator, address, release, school, act, version_id
):
    release(organisation={str(school): draw_counts(40, 1)})
    draft = act(add_draft, version_id)
    assert f'value="{version_id}" selected>' in evaluator.get(address).text
    assert f'value="{draft}">' in evaluator.get(address).text
    assert f'value="{draft}" selected>' in evaluator.get(f"/evaluation/{draft}").text
    assert f'value="{draft}"' not in coordinator.get(address).text
    for path in (f"/evaluation/{draft}{page}" for page in ("", "/files", "/methods")):
        assert coordinator.get(path).status_code == 404
        assert evaluator.get(path).status_code == 200
    assert coordinator.get(f"/evaluation?version={draft}").location == address


def add_draft(session, version_id, *, now):
    """A newer version of the same course that nobody may enter."""
    names = [attribute.key for attribute in inspect(CourseVersion).column_attrs]
    facts = {name: getattr(session.get(CourseVersion, version_id), name) for name in names}
    changes = {"id": uuid4(), "number": 99, "content_hash": "0" * 64, "imported_at": now}
    draft = CourseVersion(**facts | changes)
    session.add(draft)
    session.flush()
    return draft.id


def test_learners_and_strangers_are_refused(make_person, sign_in, client, address):
    assert sign_in(make_person()).get(address).status_code == 403
    assert client.get(address).status_code == 303
    assert client.get("/evaluation").status_code == 303


def test_unknown_versions_are_not_found(evaluator):
    assert evaluator.get(f"/evaluation/{uuid4()}").status_code == 404


def test_the_start_leads_to_the_version_with_learners(evaluator, learner, address):
    learner("Ana")
    answer = evaluator.get("/evaluation?by=role")
    assert (answer.status_code, answer.location) == (303, f"{address}?by=role")
    assert evaluator.get("/evaluation?version=x").location == address
    assert evaluator.get("/admin").location == "/evaluation"
    assert 'href="/evaluation"' in evaluator.get("/account").text


def test_without_a_course_there_is_nothing_to_evaluate(evaluator):
    assert evaluator.get("/evaluation").status_code == 404


@pytest.mark.parametrize(
    "query", ["", "?by=role", "?by=organisation", "?by=cohort", "?group=province~53"]
)
def test_a_page_takes_at_most_eight_queries(
    app, evaluator, address, release, school, cohort, query
):
    release(
        province={"53": draw_counts(60, 1), "31": draw_counts(70, 2)},
        role={"cso": draw_counts(60, 1), "teacher": draw_counts(70, 2)},
        organisation={str(school): draw_counts(60, 1), "~": draw_counts(70, 2)},
        cohort={str(cohort): draw_counts(60, 1), "-": draw_counts(70, 2)},
    )
    evaluator.get(address + query)
    with statements_of(app) as statements:
        assert evaluator.get(address + query).status_code == 200
    assert len(statements) <= 8


def test_the_page_of_a_coordinator_takes_at_most_eight_queries(
    app, coordinator, address, release, school
):
    release(organisation={str(school): draw_counts(60, 1), "~": draw_counts(70, 2)})
    coordinator.get(address)
    with statements_of(app) as statements:
        assert coordinator.get(address).status_code == 200
    assert len(statements) <= 8
