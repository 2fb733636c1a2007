"""Each route of an organisation and of its classes as each role, held in the same organisation, in
one above it, in one below it, in a foreign one, and on the whole site.

A new route needs no entry to be closed: what is not listed for a role must refuse it.
"""

from uuid import UUID

import pytest
from werkzeug.routing import AnyConverter

from courses.catalogue.service import create_course_version
from courses.cohorts.service import CohortDetails, open_cohort
from lms.accounts.permissions import ROLES
from lms.accounts.roles.service import grant_role
from lms.kernel.clock import utc_now
from tests.small_course import small_course

PLACES = ("same", "above", "below", "foreign")
REFUSED = {"organisation-not-found", "cohort-gone", "not-allowed", "sign-in-needed"}
FOR_ALL = {
    "organisations.claim": "whoever is signed in may ask to coordinate",
    "organisations.leave": "one leaves what one belongs to",
}
OF_FACILITATORS = {
    "cohorts.dashboard",
    "cohorts.learner",
    "cohorts.about_cohort",
    "cohorts.cohort_grades_page",
    "cohorts.plan",
    "cohorts.decide_plan",
    "cohorts.reminders",
    "cohorts.send_reminders",
    "cohorts.show_reminder_round",
    "cohorts.live_sessions",
    "cohorts.new_live_session",
    "cohorts.edit_live_session",
    "cohorts.cancel_session",
    "cohorts.attendance",
    "cohorts.mark_attendance",
    "cohorts.show_check_in",
    "cohorts.attendance_sheet",
    "cohorts.announcements",
    "cohorts.remove_announcement",
    "cohorts.links",
    "cohorts.issue_link",
    "cohorts.personal_link",
    "offline.file_of_cohort",
    "printing.cohort",
    "printing.file_of_cohort",
}
JSON = {"Accept": "application/problem+json"}
SOMETHING = UUID(int=1)


@pytest.fixture
def places(found, act, new_session):
    """An office, a school below it with a group below that, and a school elsewhere."""
    with new_session() as session, session.begin():
        version_id = create_course_version(session, small_course(), now=utc_now())
    above = found("Dinas", kind="office")
    same = found("SDN", parent_id=above)
    below = found("Gugus", kind="patbm", parent_id=same)
    facts = {"course_version_id": version_id, "facts": CohortDetails("A")}
    cohort = act(open_cohort, organisation_id=same, **facts)
    other = act(open_cohort, organisation_id=same, **facts)
    ids = {"above": above, "same": same, "below": below, "foreign": found("SMP Lain")}
    return ids | {"cohort": cohort, "other cohort": other}


@pytest.fixture
def holder(make_person, act, sign_in):
    """A client of somebody with one role in one scope."""

    def holder(role, scope_type, scope_id):
        person_id = make_person()
        scope = {"scope_type": scope_type, "scope_id": scope_id}
        act(grant_role, person_id=person_id, role=role, granted_by=None, **scope)
        return sign_in(person_id)

    return holder


def value_for(name, converter, places):
    """The school and its class; of everything else something that is not there."""
    if name == "organisation_id":
        return places["same"]
    if name == "cohort_id":
        return places["cohort"]
    return min(converter.items) if isinstance(converter, AnyConverter) else SOMETHING


def routes(app, places):
    """Endpoint, method and address of each route about an organisation or a class of one."""
    adapter = app.url_map.bind("127.0.0.1")
    for rule in app.url_map.iter_rules():
        about = {"organisation_id", "cohort_id"} & rule.arguments
        if not about or not rule.rule.startswith("/organisations/"):
            continue
        kinds = rule._converters.items()
        values = {name: value_for(name, kind, places) for name, kind in kinds}
        address = adapter.build(rule.endpoint, values, method=min(rule.methods))
        for method in sorted(rule.methods - {"HEAD", "OPTIONS"}):
            yield rule.endpoint, method, address


def let_in(app, client, places):
    """The endpoints of which no method refuses; some methods open and some closed would show."""
    verdicts = {}
    for endpoint, method, address in routes(app, places):
        answer = client.open(address, method=method, headers=JSON)
        code = answer.json.get("code") if answer.is_json else ""
        verdicts.setdefault(endpoint, set()).add(code in REFUSED)
        assert answer.status_code < 500, (endpoint, method)
    assert all(len(verdict) == 1 for verdict in verdicts.values())
    return {endpoint for endpoint, verdict in verdicts.items() if verdict == {False}} - set(FOR_ALL)


def all_of(app, places):
    return {endpoint for endpoint, _method, _address in routes(app, places)} - set(FOR_ALL)


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("role", ROLES)
def test_role_in_an_organisation(app, places, holder, role, place):
    found = let_in(app, holder(role, "organisation", places[place]), places)
    if place in ("below", "foreign") or role not in ("coordinator", "facilitator", "administrator"):
        assert found == set()
    elif role == "facilitator":
        assert found == OF_FACILITATORS
    else:
        assert found == all_of(app, places)


@pytest.mark.parametrize("role", ["coordinator", "administrator"])
def test_role_on_the_whole_site_opens_all(app, places, holder, role):
    assert let_in(app, holder(role, "platform", None), places) == all_of(app, places)


@pytest.mark.parametrize("cohort", ["cohort", "other cohort"])
def test_role_in_a_class_opens_that_class_only(app, places, holder, cohort):
    found = let_in(app, holder("facilitator", "cohort", places[cohort]), places)
    assert found == (OF_FACILITATORS if cohort == "cohort" else set())


def test_learner_and_stranger_are_let_in_nowhere(app, places, make_person, sign_in):
    assert let_in(app, sign_in(make_person()), places) == set()
    assert let_in(app, app.test_client(), places) == set()
