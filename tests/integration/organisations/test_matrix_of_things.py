"""What belongs to an organisation but stands at an address without it, as each role of the same, a
parent, a child and a foreign organisation; and ids of one class under the address of another.

A new route of these areas fails here until somebody has said where its permission is tried.
"""

from datetime import timedelta
from uuid import uuid4

import pytest

from courses.catalogue.service import create_course_version
from courses.cohorts.live_sessions.service import LiveSessionDetails, make_live_session
from courses.cohorts.reminders.service import create_round
from courses.cohorts.service import (
    CohortDetails,
    enrol_in_cohort,
    open_cohort,
    post_announcement,
)
from courses.enrolment.queries import enrolment_of
from courses.questions.service import ask_question, moderate_question
from lms.accounts.permissions import ROLES
from lms.accounts.queries import person_profile
from lms.kernel.clock import utc_now
from lms.kernel.database.db import Base
from lms.organisations.claims.service import submit_claim
from lms.organisations.cohort_codes.service import make_code
from lms.organisations.invitations.service import Invitee, make_invitation
from lms.organisations.members.service import join_organisation
from lms.workflows.organisations.move_organisation import move_or_request
from tests.integration.organisations.test_permission_matrix import PLACES, routes
from tests.small_course import CODE, small_course

AREAS = ("organisations", "rosters", "awareness", "questions", "joining")
JSON = {"Accept": "application/problem+json"}
QUESTIONS = {
    "questions.read_to_moderate": ("GET", "/questions/{waiting}/moderate"),
    "questions.decide": ("POST", "/questions/{waiting}/moderate"),
    "questions.take_back": ("POST", "/questions/{passed}/take-down"),
    "questions.read_to_answer": ("GET", "/questions/{passed}/answer"),
    "questions.give_answer": ("POST", "/questions/{passed}/answer"),
    "organisations.decide": ("POST", "/organisations/requests/{claim}/decide"),
    "organisations.answer": ("POST", "/organisations/requests/moves/{move}/answer"),
}
MODERATING = {"questions.read_to_moderate", "questions.decide", "questions.take_back"}
ANSWERING = {"questions.read_to_answer", "questions.give_answer"}
DECIDING = {"organisations.decide", "organisations.answer"}
TAKING = {"organisations.answer"}
OPENS = {
    "coordinator": MODERATING,
    "administrator": MODERATING,
    "facilitator": MODERATING | ANSWERING,
    "expert": ANSWERING,
}
ELSEWHERE = {
    "certificate_admin.cohort": "only on the whole site: accounts/test_strangers.py",
    "certificate_admin.issue_for_cohort": "only on the whole site: accounts/test_strangers.py",
    "api.bring_roster": "each role and place: api/test_rosters.py",
    "api.confirm_roster": "each role and place: api/test_rosters.py",
    "api.organisation_certificates": "each role and place: api/test_organisations.py",
    "api.organisation_members": "each role and place: api/test_organisations.py",
    "api.roster": "each role and place: api/test_rosters.py",
    "api.undo_roster": "each role and place: api/test_rosters.py",
    "awareness.change": "one's own enrolment and report: test_awareness.py",
    "awareness.own_sessions": "one's own enrolment: test_awareness.py",
    "awareness.report": "one's own enrolment: test_awareness.py",
    "awareness.withdraw": "one's own report: test_awareness.py",
    "awareness.of_all": "only on the whole site: test_awareness.py",
    "awareness.file_of_all": "only on the whole site: test_awareness.py",
    "joining.check_in": "whoever has the code of the moment: test_attendance.py",
    "joining.code": "whoever has the code: test_joining.py",
    "joining.enter_code": "nothing before a code: test_joining.py",
    "joining.invitation": "whoever has the link: test_joining.py",
    "joining.use_own_account": "whoever has the link: test_room_entry.py",
    "organisations.accept": "one's own invitation: test_joining.py",
    "organisations.find": "names of organisations, for whoever is signed in",
    "organisations.found": "whoever is signed in may found one, which waits for a decision",
    "organisations.mine": "one's own places",
    "organisations.requests": "lists what the reader may decide: test_pages.py",
    "questions.ask_experts": "one's own enrolment: test_questions.py",
    "questions.of_course": "one's own enrolment: test_questions.py",
    "questions.waiting": "lists what the reader reaches: test_questions.py",
    "questions.withdraw": "one's own question: test_questions.py",
}
CHANGED = {
    "announcement",
    "attendance",
    "class_code",
    "enrolment",
    "invitation",
    "live_session",
    "membership",
    "organisation_move",
    "reminder",
    "role_grant",
}


@pytest.fixture
def version_id(new_session):
    with new_session() as session, session.begin():
        return create_course_version(session, small_course(), now=utc_now())


@pytest.fixture
def places(found, act, version_id):
    """An office, a school below it with a group below that, and a school elsewhere; two classes."""
    above = found("Dinas", kind="office")
    same = found("SDN", parent_id=above)
    below = found("Gugus", kind="patbm", parent_id=same)
    ids = {"above": above, "same": same, "below": below, "foreign": found("SMP Lain")}
    for name, home in (("cohort", same), ("foreign cohort", ids["foreign"])):
        facts = {"course_version_id": version_id, "facts": CohortDetails("A")}
        ids[name] = act(open_cohort, organisation_id=home, **facts)
    return ids


@pytest.fixture
def pupil(make_person, act, places, new_session):
    """A learner of the class, with their enrolment."""
    person_id = make_person()
    act(join_organisation, person_id=person_id, organisation_id=places["same"])
    act(enrol_in_cohort, person_id=person_id, cohort_id=places["cohort"], leaves=None)
    with new_session() as session:
        key_id = person_profile(session, person_id).data_key_id
        return person_id, key_id, enrolment_of(session, person_id, CODE).id


def question(act, pupil, moderator_id, *, is_passed):
    person_id, key_id, enrolment_id = pupil
    question_id = uuid4()
    own = {"person_id": person_id, "person_key_id": key_id}
    facts = {"enrolment_id": enrolment_id, "module_code": "M01", "text": "Bagaimana?"}
    act(ask_question, question_id=question_id, **own, **facts)
    if is_passed:
        decision = {"decision": "public", "wording": "Bagaimana?", "reason": ""}
        act(
            moderate_question,
            question_id,
            **decision,
            moderator_id=moderator_id,
            person_key_id=key_id,
        )
    return question_id


@pytest.fixture
def things(act, pupil, places, make_person):
    person_id, key_id, _enrolment_id = pupil
    claim = {"organisation_id": places["same"], "authority": "Kepala sekolah"}
    return {
        "waiting": question(act, pupil, make_person(), is_passed=False),
        "passed": question(act, pupil, make_person(), is_passed=True),
        "claim": act(submit_claim, person_id=person_id, person_key_id=key_id, **claim),
        "move": act(
            move_or_request, places["same"], parent_id=places["foreign"], requested_by=person_id
        ),
    }


def let_in(client, things):
    """The routes that do not refuse: what is not there for somebody is not found."""
    found = set()
    for endpoint, (method, path) in QUESTIONS.items():
        answer = client.open(path.format(**things), method=method, headers=JSON)
        assert answer.status_code < 500, endpoint
        if answer.status_code not in (401, 403, 404):
            found.add(endpoint)
    return found


def test_each_route_is_tried_somewhere(app, places):
    about = {"organisation_id", "cohort_id"}
    every = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if rule.endpoint.partition(".")[0] in AREAS or about & rule.arguments
    }
    by_address = {endpoint for endpoint, _method, _address in routes(app, places)}
    assert every == by_address | set(QUESTIONS) | set(ELSEWHERE)


@pytest.mark.parametrize("role", ROLES)
def test_role_in_an_organisation(things, places, holder, role):
    for place in PLACES:
        opened = OPENS.get(role, set()) if place in ("same", "above") else set()
        if place == "above" and role in ("coordinator", "administrator"):
            opened = opened | DECIDING  # nobody decides on a request to their own organisation
        if place == "foreign" and role in ("coordinator", "administrator"):
            opened = opened | TAKING  # it is asked to take the school in
        found = let_in(holder(role, "organisation", places[place]), things)
        assert found == opened, place


def test_role_in_another_class_opens_nothing(things, places, holder):
    assert let_in(holder("facilitator", "cohort", places["foreign cohort"]), things) == set()
    assert let_in(holder("facilitator", "cohort", places["cohort"]), things) == (
        MODERATING | ANSWERING
    )


def test_learner_and_stranger_open_nothing(app, things, make_person, sign_in):
    assert let_in(sign_in(make_person()), things) == set()
    assert let_in(app.test_client(), things) == set()


def of_the_school(act, places, pupil, made_by):
    """By its name in addresses: one thing of each kind, of the school or of its class."""
    person_id, key_id, enrolment_id = pupil
    now = utc_now()
    later = now + timedelta(days=2)
    facts = LiveSessionDetails("Hari 1", "Aula", "53", later, later + timedelta(hours=3))
    cohort_id, school = places["cohort"], places["same"]
    code = {"max_uses": 30, "days": 30, "cohort_id": None}
    asked = {"cohort_id": None, "invited": Invitee(person_id, key_id, "Budi", "budi@contoh.id")}
    live = act(make_live_session, cohort_id=cohort_id, facts=facts, made_by=made_by)
    told = act(post_announcement, cohort_id=cohort_id, text="Besok", posted_by=made_by)
    reasons = {"reasons": {person_id: "stuck"}, "stuck_after": 7}
    return {
        "person_id": person_id,
        "enrolment_id": enrolment_id,
        "live_session_id": live,
        "announcement_id": told,
        "round_id": act(create_round, cohort_id=cohort_id, asked_by=made_by, **reasons),
        "code_id": act(make_code, organisation_id=school, made_by=made_by, **code),
        "invitation_id": act(make_invitation, organisation_id=school, made_by=made_by, **asked),
        "move_id": act(move_or_request, school, parent_id=places["foreign"], requested_by=made_by),
    }


def written(session):
    """All rows of tables that these routes may change."""
    tables = Base.metadata.sorted_tables
    return {t.name: session.execute(t.select()).all() for t in tables if t.name in CHANGED}


def test_ids_of_one_place_are_nothing_at_the_address_of_another(
    app, act, places, pupil, holder, make_person, new_session
):
    """Whoever coordinates elsewhere puts ids of this school behind their own address."""
    ids = of_the_school(act, places, pupil, make_person())
    own = {"organisation_id": places["foreign"], "cohort_id": places["foreign cohort"]}
    client = holder("coordinator", "organisation", places["foreign"])
    with new_session() as session:
        before = written(session)
    adapter, tried = app.url_map.bind("127.0.0.1"), set()
    for rule in app.url_map.iter_rules():
        named = rule.arguments - own.keys()
        is_ours = rule.rule.startswith("/organisations/") and rule.arguments & own.keys()
        if not is_ours or not named or not named <= ids.keys():
            continue
        tried |= named
        values = {name: (own | ids)[name] for name in rule.arguments}
        for method in sorted(rule.methods & {"GET", "POST"}):
            address = adapter.build(rule.endpoint, values, method=method)
            answer = client.open(address, method=method, headers=JSON)
            refused = {404} if method == "GET" else {303, 404, 409}  # to end what is not there
            assert answer.status_code in refused, (rule.endpoint, method, answer.status_code)
    assert tried == ids.keys()
    with new_session() as session:
        assert written(session) == before
