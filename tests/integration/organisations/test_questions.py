"""Questions to experts: nobody reads one before a moderator, and nobody learns who asked."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, update

from courses.catalogue.models import Course
from courses.cohorts.service import CohortDetails, open_cohort
from courses.enrolment.join_course import join_course
from courses.enrolment.queries import enrolment_of
from courses.questions.models import LearnerQuestion
from lms.accounts.roles.service import grant_role
from lms.accounts.service import suspend_person
from lms.kernel.clock import utc_now
from lms.kernel.outbox import OutboxMessage
from lms.organisations.members.service import join_organisation
from lms.web.texts.message_texts import message_text
from lms.workflows.accounts.erase_person import erase_person
from lms.workflows.accounts.personal_data import personal_data
from lms.workflows.organisations.join_organisation import enrol_member
from tests.factories import make_course

BASE = "/courses/POESA-EL/questions"
NEW = f"{BASE}/new"
NAME = "Theresia Bano"
GENERAL = "Bagaimana menjelaskan aturan gawai kepada kakek dan nenek?"


@pytest.fixture
def version_id(new_session):
    with new_session() as session, session.begin():
        return make_course(session)


@pytest.fixture
def in_english(sign_in):
    def in_english(person_id):
        client = sign_in(person_id)
        client.set_cookie("language", "en")
        client.person_id = person_id
        return client

    return in_english


@pytest.fixture
def school(found):
    return found()


@pytest.fixture
def cohort(act, school, version_id):
    facts = {"course_version_id": version_id, "facts": CohortDetails("Kelas A")}
    return act(open_cohort, organisation_id=school, **facts)


@pytest.fixture
def learner(make_person, act, school, cohort, in_english):
    """A learner of the class."""
    person_id = make_person(name=NAME)
    act(join_organisation, person_id=person_id, organisation_id=school)
    act(enrol_member, person_id=person_id, cohort_id=cohort)
    return in_english(person_id)


@pytest.fixture
def holder(make_person, act, in_english):
    def holder(role, scope_type="platform", scope_id=None, person_id=None):
        person_id = person_id or make_person()
        scope = {"scope_type": scope_type, "scope_id": scope_id}
        act(grant_role, person_id=person_id, role=role, granted_by=None, **scope)
        return in_english(person_id)

    return holder


@pytest.fixture
def moderator(holder, school):
    return holder("coordinator", "organisation", school)


@pytest.fixture
def expert(holder):
    return holder("expert")


def form(**change):
    return {"question_id": str(uuid4()), "module": "M01", "question": GENERAL} | change


def asked(client, **change):
    """The id of a question that was asked."""
    sent = form(**change)
    assert client.post(NEW, data=sent).status_code == 303
    return sent["question_id"]


def passed(moderator, question_id, decision="public", **change):
    data = {"decision": decision, "wording": "Bagaimana dengan kakek dan nenek?", "reason": ""}
    return moderator.post(f"/questions/{question_id}/moderate", data=data | change)


def answered(expert, question_id, **change):
    data = {"answer": "Mulai dari yang mereka sukai.", "is_for_all": "y"} | change
    return expert.post(f"/questions/{question_id}/answer", data=data)


def test_question_with_an_old_token_is_not_sent_and_not_lost(app, learner, new_session):
    app.config["WTF_CSRF_ENABLED"] = True
    page = learner.post(NEW, data=form(csrf_token="old"))
    assert page.status_code == 422
    assert GENERAL in page.text
    assert "send it once more" in page.text
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page.text.partition("<main")[2])[1]
    with new_session() as session:
        assert session.scalars(select(LearnerQuestion)).all() == []
    assert learner.post(NEW, data=form(csrf_token=token)).status_code == 303


def test_question_goes_from_learner_over_moderator_and_expert_to_everybody(
    learner, moderator, expert, holder, act, make_person, in_english
):
    question_id = asked(learner)
    assert "Waits for a moderator" in learner.get(BASE).text
    assert "To moderate (1)" in moderator.get("/questions").text
    assert "To answer (0)" in expert.get("/questions").text
    assert GENERAL in moderator.get(f"/questions/{question_id}/moderate").text
    assert passed(moderator, question_id).status_code == 303
    assert "Waits for an expert" in learner.get(BASE).text
    page = expert.get(f"/questions/{question_id}/answer").text
    assert "Bagaimana dengan kakek dan nenek?" in page
    assert GENERAL not in page
    assert answered(expert, question_id).status_code == 303
    assert "Published without your name" in learner.get(BASE).text
    other = make_person()
    act(join_course, person_id=other, course_code="POESA-EL")
    everybody = in_english(other).get(BASE).text
    assert "Mulai dari yang mereka sukai." in everybody
    assert NAME not in everybody


@pytest.mark.parametrize("path", ["/questions", "/questions/{}/moderate"])
def test_moderator_does_not_read_who_asked(learner, moderator, path):
    question_id = asked(learner)
    assert NAME not in moderator.get(path.format(question_id)).text


def test_private_answer_reaches_the_asker_only(
    learner, moderator, expert, act, in_english, make_person
):
    question_id = asked(learner)
    passed(moderator, question_id, "private")
    page = expert.get(f"/questions/{question_id}/answer").text
    assert "Only the person who asked" in page
    answered(expert, question_id)  # whatever the form says, the moderator's word stands
    assert "Mulai dari" in learner.get(BASE).text
    other = make_person()
    act(join_course, person_id=other, course_code="POESA-EL")
    assert "Mulai dari" not in in_english(other).get(BASE).text


def test_expert_may_keep_an_answer_to_the_asker(learner, moderator, expert, new_session):
    question_id = asked(learner)
    passed(moderator, question_id)
    answered(expert, question_id, is_for_all="")
    with new_session() as session:
        assert session.get_one(LearnerQuestion, UUID(question_id)).published_answer is None
    assert "Mulai dari" in learner.get(BASE).text


def test_declined_question_says_why_and_reaches_no_expert(learner, moderator, expert):
    question_id = asked(learner)
    missing = passed(moderator, question_id, "declined")
    assert missing.status_code == 422
    assert "Give a reason" in missing.text
    reason = "Hubungi 129, ya."
    assert passed(moderator, question_id, "declined", reason=reason).status_code == 303
    assert reason in learner.get(BASE).text
    assert expert.get(f"/questions/{question_id}/answer").status_code == 404
    assert answered(expert, question_id).status_code == 409


def test_nothing_reaches_an_expert_before_a_moderator(learner, expert):
    question_id = asked(learner)
    assert expert.get(f"/questions/{question_id}/answer").status_code == 404
    assert answered(expert, question_id).status_code == 409


def test_words_of_harm_bring_the_helplines_at_once(learner, moderator, new_session):
    ordinary = asked(learner)
    assert "Is a child in danger?" not in learner.get(BASE).text
    urgent = asked(learner, question="Murid saya diancam, bagaimana?")
    page = learner.get(BASE).text
    assert "Is a child in danger?" in page
    assert 'href="tel:110"' in page
    listed = moderator.get("/questions").text
    assert "Read first" in listed
    assert listed.index(urgent) < listed.index(ordinary)
    passed(moderator, urgent, "declined", reason="Hubungi 129.")
    assert "Is a child in danger?" not in learner.get(BASE).text


def test_form_shows_the_way_to_help_beside_the_field(learner):
    page = learner.get(f"{NEW}?module=M02").text
    assert "Do not describe a real child" in page
    assert 'href="tel:129"' in page
    assert '<option selected value="M02">' in page


def test_numbers_of_people_become_dots_before_anything_is_stored(learner, moderator):
    text = "NIK 3174010101010001, WA 081234567890, a@contoh.id, bantuan 08111-129-129"
    question_id = asked(learner, question=text)
    page = moderator.get(f"/questions/{question_id}/moderate").text
    assert "NIK •••, WA •••, •••, bantuan 08111-129-129" in page
    passed(moderator, question_id, wording="Telepon 081234567890?")
    assert "081234567890" not in learner.get(BASE).text


@pytest.mark.parametrize(
    "wrong",
    [
        {"question": ""},
        {"question": " \n"},
        {"question": "x" * 1001},
        {"question": "a\u202eb"},
        {"module": ""},
        {"module": "M99"},
    ],
)
def test_wrong_entry_is_told_and_kept(learner, new_session, wrong):
    answer = learner.post(NEW, data=form(**wrong))
    assert answer.status_code == 422
    assert 'class="err"' in answer.text
    with new_session() as session:
        assert session.scalars(select(LearnerQuestion)).all() == []


def test_markup_stays_text_everywhere(learner, moderator, expert):
    evil = "<script>alert(1)</script> {{ 7 * 7 }}"
    question_id = asked(learner, question=evil)
    pages = [moderator.get(f"/questions/{question_id}/moderate").text]
    passed(moderator, question_id, wording=evil)
    pages.append(expert.get(f"/questions/{question_id}/answer").text)
    answered(expert, question_id, answer=evil)
    pages += [learner.get(BASE).text, moderator.get("/questions").text]
    assert all("<script>alert" not in page for page in pages)
    assert all("{{ 7 * 7 }}" in page for page in pages)


def test_form_sent_twice_is_one_question_and_five_are_the_most(learner, new_session):
    sent = form()
    for _time in range(2):
        assert learner.post(NEW, data=sent).status_code == 303
    for _time in range(4):
        asked(learner)
    refused = learner.post(NEW, data=form())
    assert refused.status_code == 422
    assert "5 of your questions" in refused.text
    with new_session() as session:
        assert len(session.scalars(select(LearnerQuestion)).all()) == 5


def test_withdrawn_question_is_gone_until_somebody_has_decided(learner, moderator):
    first, second = asked(learner), asked(learner)
    assert learner.post(f"{BASE}/{first}/withdraw").status_code == 303
    assert moderator.get(f"/questions/{first}/moderate").status_code == 404
    passed(moderator, second)
    assert learner.post(f"{BASE}/{second}/withdraw").status_code == 409


def test_question_of_another_is_not_found(learner, act, in_english, make_person):
    question_id = asked(learner)
    other = make_person()
    act(join_course, person_id=other, course_code="POESA-EL")
    client = in_english(other)
    assert client.post(f"{BASE}/{question_id}/withdraw").status_code == 404
    assert client.post(NEW, data=form(question_id=question_id)).status_code == 404
    assert GENERAL not in client.get(BASE).text


@pytest.fixture
def scopes(school, cohort, new_session):
    """Where a role reaches the questions of the class."""
    with new_session() as session:
        course_id = session.scalars(select(Course.id)).one()
    return {
        "platform": ("platform", None),
        "organisation": ("organisation", school),
        "cohort": ("cohort", cohort),
        "course": ("course", course_id),
    }


@pytest.mark.parametrize("scope", ["platform", "organisation", "cohort", "course"])
def test_experts_of_each_scope_may_answer(learner, moderator, holder, scopes, scope):
    question_id = asked(learner)
    passed(moderator, question_id)
    client = holder("expert", *scopes[scope])
    assert "To answer (1)" in client.get("/questions").text
    assert answered(client, question_id).status_code == 303


@pytest.mark.parametrize("role", ["coordinator", "facilitator", "administrator", "expert"])
def test_whoever_holds_a_role_elsewhere_finds_no_question(learner, holder, found, school, role):
    question_id = asked(learner)
    for place in (found("Lain"), found("Di bawah", kind="patbm", parent_id=school)):
        client = holder(role, "organisation", place)
        assert client.get(f"/questions/{question_id}/moderate").status_code == 404
        assert passed(client, question_id).status_code == 404
        assert answered(client, question_id).status_code == 404
        assert client.post(f"/questions/{question_id}/take-down").status_code == 404
        assert question_id not in client.get("/questions").text


@pytest.mark.parametrize("role", ["learner", "author", "evaluator"])
def test_other_roles_have_no_list(holder, learner, role):
    question_id = asked(learner)
    client = holder(role)
    assert client.get("/questions").status_code == 403
    assert passed(client, question_id).status_code == 404


def test_expert_does_not_moderate(learner, expert):
    assert passed(expert, asked(learner)).status_code == 404


def test_nobody_decides_on_a_question_of_their_own(learner, holder, school):
    question_id = asked(learner)
    own = holder("administrator", person_id=learner.person_id)
    assert passed(own, question_id).status_code == 403
    assert "of your own" in own.get(f"/questions/{question_id}/moderate").text


def test_of_two_moderators_at_once_the_first_counts(learner, holder, school, new_session):
    question_id = asked(learner)
    clients = [holder("coordinator", "organisation", school) for _time in range(2)]
    with ThreadPoolExecutor(2) as pool:
        codes = list(pool.map(lambda client: passed(client, question_id).status_code, clients))
    assert sorted(codes) == [303, 409]


def test_question_taken_down_is_read_by_its_asker_only(
    learner, moderator, expert, act, in_english, make_person
):
    question_id = asked(learner)
    passed(moderator, question_id)
    answered(expert, question_id)
    other = make_person()
    act(join_course, person_id=other, course_code="POESA-EL")
    client = in_english(other)
    assert "Mulai dari" in client.get(BASE).text
    assert expert.post(f"/questions/{question_id}/take-down").status_code == 404
    assert moderator.post(f"/questions/{question_id}/take-down").status_code == 303
    assert "Mulai dari" not in client.get(BASE).text
    assert "Mulai dari" in learner.get(BASE).text


def test_organisations_page_tells_how_many_wait(learner, moderator, school):
    asked(learner)
    assert "Questions to experts</a>: <b>1</b>" in moderator.get("/organisations").text
    assert "1 waits for a moderator" in moderator.get(f"/organisations/{school}").text


def test_own_data_and_erasure(learner, moderator, expert, act, new_session):
    published, open_one = asked(learner), asked(learner)
    passed(moderator, published)
    answered(expert, published)
    with new_session() as session:
        rows = personal_data(session, learner.person_id)["learner_question"]
        assert {row["content"]["question"] for row in rows} == {GENERAL}
        assert enrolment_of(session, learner.person_id, "POESA-EL")
    act(erase_person, learner.person_id, certificate_choices={})
    with new_session() as session:
        left = {str(one) for one in session.scalars(select(LearnerQuestion.id))}
    assert left == {published}
    assert moderator.get(f"/questions/{open_one}/moderate").status_code == 404
    assert moderator.get(f"/questions/{published}/moderate").status_code == 200


def test_an_answer_is_corrected_where_it_stands(learner, moderator, expert, holder):
    question_id = asked(learner)
    passed(moderator, question_id)
    answered(expert, question_id)
    path = f"/questions/{question_id}/answer"
    assert "Answered (1)" in expert.get("/questions").text
    page = expert.get(path).text
    assert "Mulai dari yang mereka sukai." in page
    seen = re.search(r'name="corrects"[^>]*value="([^"]+)"', page)[1]
    second = holder("expert")
    better = {"answer": "Mulai dari cerita mereka.", "corrects": seen}
    assert second.post(path, data=better).status_code == 303
    own = learner.get(BASE).text
    assert "Mulai dari cerita mereka." in own
    assert "Mulai dari yang mereka sukai." not in own
    late = expert.post(path, data=better | {"answer": "Lain"})
    assert late.status_code == 409
    assert answered(expert, question_id).status_code == 409


def test_a_correction_leaves_down_what_was_taken_down(learner, moderator, expert, new_session):
    question_id = asked(learner)
    passed(moderator, question_id)
    answered(expert, question_id)
    moderator.post(f"/questions/{question_id}/take-down")
    with new_session() as session:
        seen = session.get_one(LearnerQuestion, UUID(question_id)).answered_at.isoformat()
    data = {"answer": "Mulai dari cerita mereka.", "corrects": seen, "is_for_all": "y"}
    assert expert.post(f"/questions/{question_id}/answer", data=data).status_code == 303
    with new_session() as session:
        row = session.get_one(LearnerQuestion, UUID(question_id))
        assert (row.is_public, row.published_answer) == (False, None)


def told(new_session):
    with new_session() as session:
        rows = session.execute(
            select(OutboxMessage.person_id).where(
                OutboxMessage.template.in_(("questions-wait", "questions-urgent"))
            )
        )
        return [row[0] for row in rows]


def test_moderators_are_told_once_a_day_and_sooner_where_it_is_urgent(
    learner, moderator, make_person, act, school, cohort, new_session
):
    facilitator = make_person()
    scope = {"scope_type": "cohort", "scope_id": cohort}
    act(grant_role, person_id=facilitator, role="facilitator", granted_by=None, **scope)
    asked(learner)
    asked(learner)
    both = {moderator.person_id, facilitator}
    assert sorted(told(new_session)) == sorted(both)
    an_hour_ago = utc_now() - timedelta(hours=2)
    with new_session() as session, session.begin():
        session.execute(update(OutboxMessage).values(created_at=an_hour_ago))
    asked(learner)
    assert len(told(new_session)) == 2
    asked(learner, question="Seorang anak dalam bahaya sekarang. Apa yang saya lakukan?")
    assert len(told(new_session)) == 4


def test_without_a_coordinator_administrators_are_told(
    learner, school, make_person, new_session, act
):
    administrator = make_person(roles=("administrator",))
    asked(learner)
    assert told(new_session) == [administrator]


URGENT = "Seorang anak dalam bahaya sekarang. Apa yang saya lakukan?"


def test_a_message_a_moment_ago_hides_no_urgent_question(learner, moderator, app, new_session):
    asked(learner)
    asked(learner, question=URGENT)
    assert told(new_session) == [moderator.person_id] * 2
    asked(learner, question=URGENT)
    assert len(told(new_session)) == 2
    parameters = {"language": "id", "name": "Ani", "address": "https://payung.example/questions"}
    with app.test_request_context():
        wait, urgent = (
            message_text(template, parameters, channel="email")
            for template in ("questions-wait", "questions-urgent")
        )
    assert urgent == wait


def test_where_the_nearest_cannot_come_the_next_level_is_told(
    learner, moderator, school, make_person, new_session, act
):
    """The coordinator is suspended; who asks is one as well, and is no moderator of themselves."""
    administrator = make_person(roles=("administrator",))
    act(suspend_person, moderator.person_id, suspended_by=administrator)
    scope = {"scope_type": "organisation", "scope_id": school}
    act(grant_role, person_id=learner.person_id, role="coordinator", granted_by=None, **scope)
    asked(learner)
    assert told(new_session) == [administrator]
