"""Released figures by the API: the same as on the page, and only of one's own group."""

from uuid import uuid4

import pytest
from sqlalchemy import select

from courses.cohorts.service import CohortDetails, open_cohort
from lms.accounts.roles.service import grant_role
from lms.kernel.audit import AuditEvent
from lms.kernel.clock import utc_now
from tests.evaluation_counts import add_release, draw_counts
from tests.factories import make_course

SIZES = {"53": 120, "31": 60, "11": 20, "~": 14}


@pytest.fixture
def version_id(store):
    return store(make_course)


@pytest.fixture
def path(version_id):
    return f"/evaluation/{version_id}"


@pytest.fixture
def school(organisation_id):
    return organisation_id


@pytest.fixture
def release(store, version_id):
    return lambda **dimensions: store(add_release, version_id, dimensions, now=utc_now())


@pytest.fixture
def provinces(release):
    release(province={code: draw_counts(n, n, finish=1) for code, n in SIZES.items()})


@pytest.fixture
def person_with(make_person, store, program):
    """A program with a personal token of somebody with this role in a scope."""

    def person_with(role, scope_type="platform", scope_id=None):
        person_id = make_person()
        scope = {"scope_type": scope_type, "scope_id": scope_id}
        store(grant_role, person_id=person_id, role=role, granted_by=None, now=utc_now(), **scope)
        return program("evaluation:read", person_id=person_id)

    return person_with


def test_service_gets_the_figures_of_the_page(program, path, provinces, read):
    facts = program("evaluation:read").get(path, Accept_Language="en").json
    assert facts["change"]["people"] == 214
    assert facts["change"]["low"] < facts["change"]["points"] < facts["change"]["high"]
    assert {group["group"] for group in facts["groups"]} == {"53", "31", "11", "~"}
    assert {group["name"] for group in facts["groups"]} >= {
        "East Nusa Tenggara",
        "Small groups together",
    }
    assert facts["stages"][0]["stage"] == "registered"
    assert facts["version"] == "0.1-draft"
    events = read(lambda session: session.scalars(select(AuditEvent)).all())
    (event,) = [event for event in events if event.action == "evaluation.exported"]
    assert event.details["file"] == "api"
    assert event.details["dimension"] == "province"


def test_one_group_has_no_other_groups(person_with, path, provinces):
    facts = person_with("evaluator").get(f"{path}?group=11").json
    assert (facts["group"], facts["change"]["people"]) == ("11", 20)
    assert facts["change"]["precision"] == "imprecise"
    assert facts["groups"] == []


@pytest.mark.parametrize("query", ["", "?by=role", "?group=53", "?group=31", "?group=11"])
def test_no_number_of_people_is_below_ten(program, path, provinces, query):
    numbers = list(whole_numbers(program("evaluation:read").get(path + query).json))
    assert len(numbers) >= 10
    assert [(key, number) for key, number in numbers if 0 < number < 10] == []


def whole_numbers(facts, key=""):
    """Each whole number of an answer with its key."""
    if isinstance(facts, dict):
        for name, value in facts.items():
            yield from whole_numbers(value, name)
    elif isinstance(facts, list):
        for value in facts:
            yield from whole_numbers(value, key)
    elif isinstance(facts, int) and not isinstance(facts, bool):
        yield key, facts


@pytest.mark.parametrize("group", ["94", "x" * 40, "-", "<b>"])
def test_groups_that_are_not_shown_say_nothing(program, path, provinces, group):
    facts = program("evaluation:read").get(f"{path}?group={group}").json
    assert facts["change"] is None
    assert all(stage["people"] is None for stage in facts["stages"])


def test_pool_stands_for_everybody(program, path, provinces):
    assert program("evaluation:read").get(f"{path}?group=~").json["change"]["people"] == 214


def test_before_a_release_there_are_no_figures(program, path):
    facts = program("evaluation:read").get(path).json
    assert (facts["released_at"], facts["change"], facts["stages"]) == (None, None, [])


@pytest.mark.parametrize(
    "query",
    [
        "by=age",
        f"group={'x' * 41}",
        "from=2026-01-01",
        "by=all",
        "group=%00",
        "group=a%00",
        "group=%F0%9F%98%80",
    ],
)
def test_other_parameters_are_refused(program, path, provinces, query):
    assert program("evaluation:read").get(f"{path}?{query}").status_code == 422


def test_unknown_versions_are_not_found(program, provinces):
    assert program("evaluation:read").get(f"/evaluation/{uuid4()}").status_code == 404


def test_coordinator_gets_the_own_organisation_only(person_with, path, release, school):
    other = uuid4()
    release(
        organisation={
            str(school): draw_counts(80, 1, finish=1),
            str(other): draw_counts(90, 2, finish=1),
        }
    )
    caller = person_with("coordinator", "organisation", school)
    facts = caller.get(path).json
    assert (facts["by"], facts["group"]) == ("organisation", str(school))
    assert facts["change"]["people"] == 80
    assert facts["groups"] == []
    own = caller.get(f"{path}?by=organisation&group={school}")
    assert own.json["change"]["people"] == 80
    for query in (f"by=organisation&group={other}", "group=53", f"by=cohort&group={uuid4()}"):
        refused = caller.get(f"{path}?{query}")
        assert (refused.status_code, refused.json["code"]) == (404, "not-found")


def test_facilitator_gets_the_own_cohort_only(
    person_with, path, release, school, store, version_id
):
    cohort = store(
        open_cohort,
        organisation_id=school,
        course_version_id=version_id,
        facts=CohortDetails("Kelas A"),
        now=utc_now(),
    )
    release(cohort={str(cohort): draw_counts(40, 1, finish=1), "-": draw_counts(41, 2, finish=1)})
    caller = person_with("facilitator", "cohort", cohort)
    assert caller.get(path).json["change"]["people"] == 40
    assert caller.get(f"{path}?by=organisation&group={school}").status_code == 404


@pytest.mark.parametrize("role", ["administrator", "author", "expert"])
def test_roles_without_the_permission_are_refused(person_with, path, provinces, role):
    answer = person_with(role).get(path)
    assert (answer.status_code, answer.json["code"]) == (403, "scope-needed")


def test_tokens_without_the_scope_and_strangers_are_refused(program, client, path, provinces):
    assert program("certificates:read", "rosters:write").get(path).status_code == 403
    assert client.get(f"/api/v1{path}").status_code == 401


def test_versions_are_listed_with_what_is_released(program, path, version_id, provinces):
    (line,) = program("evaluation:read").get("/evaluation", Accept_Language="en").json["versions"]
    assert (line["version_id"], line["course"]) == (str(version_id), "POESA-EL")
    assert (line["version"], line["has_figures"]) == ("0.1-draft", True)


def test_version_without_figures_says_so(program, version_id):
    answer = program("evaluation:read").get("/evaluation").json
    assert [line["has_figures"] for line in answer["versions"]] == [False]
    assert (answer["groups"], answer["next_cursor"]) == (None, None)


def test_coordinator_learns_which_groups_are_theirs(person_with, path, provinces, school):
    caller = person_with("coordinator", "organisation", school)
    answer = caller.get("/evaluation").json
    (group,) = answer["groups"]
    assert (group["by"], group["group"]) == ("organisation", str(school))
    query = f"by={group['by']}&group={group['group']}"
    assert caller.get(f"{path}?{query}").status_code == 200


@pytest.mark.parametrize("role", ["administrator", "author", "expert"])
def test_list_of_versions_is_refused_like_the_figures(person_with, version_id, role):
    assert person_with(role).get("/evaluation").status_code == 403
