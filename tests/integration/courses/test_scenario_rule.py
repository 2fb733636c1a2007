"""The rule on scenarios: a share of the points of one playing, and one core scenario."""

from dataclasses import replace

import pytest

from courses.catalogue.queries import completion_rules
from courses.enrolment.join_course import join_course
from courses.lessons.course_map import learner_course, learner_scenarios
from courses.olx.queries import course_content
from courses.progress.completion import completion
from courses.progress.service import finish_scenario
from lms.kernel.clock import utc_now
from lms.workflows.certificates.achievement_details import describe_rules
from lms.workflows.certificates.certificate_status import CertificateStatusService
from tests.integration.courses.conftest import add_version
from tests.small_course import CODE, small_course

MAX = 10


@pytest.fixture
def course(write, new_session, make_person):
    """A course with four scenarios by this rule, and a learner who plays them."""

    class Course:
        person_id = make_person()

        def open(self, **rule):
            files = small_course()
            meta = files.meta
            scenario = files.scenarios[0]
            files = replace(
                files,
                meta=replace(meta, completion=replace(meta.completion, **rule)),
                scenarios=tuple(replace(scenario, id=f"SC0{number}") for number in range(1, 5)),
            )
            self.version_id = write(add_version, files)
            self.enrolment_id = write(
                join_course, person_id=self.person_id, course_code=CODE, now=utc_now()
            )

        @property
        def state(self):
            """The row of the learner's course."""
            with new_session() as session:
                return learner_course(
                    session, self.person_id, CODE, language="id", is_loopback=True
                )

        def play(self, code, score):
            with new_session() as session:
                scenarios = learner_scenarios(session, self.state, language="id")
            (scenario,) = [entry for entry in scenarios if entry.code == code]
            facts = {"enrolment_id": self.enrolment_id, "scenario_id": scenario.id}
            write(finish_scenario, score=score, max_score=MAX, now=utc_now(), **facts)

        def is_met(self):
            with new_session() as session:
                done = completion(session, self.enrolment_id)
                required = completion_rules(session, self.version_id).scenarios_required
            assert done.has_scenarios(required) == self.state.has_scenarios
            return done.has_scenarios(required)

    return Course()


def test_without_a_rule_any_score_counts(course):
    course.open(scenarios_required=1)
    assert not course.is_met()
    course.play("SC02", 0)
    assert course.is_met()


def test_score_below_the_share_does_not_count(course):
    course.open(scenarios_required=1, scenario_min_percent=60)
    course.play("SC02", 5)
    assert not course.is_met()
    course.play("SC02", 6)
    assert course.is_met()


def test_points_of_several_playings_are_not_added(course):
    course.open(scenarios_required=1, scenario_min_percent=60)
    for _ in range(3):
        course.play("SC02", 5)
    assert not course.is_met()


def test_one_scenario_played_twice_is_not_two(course):
    course.open(scenarios_required=2, scenario_min_percent=60)
    course.play("SC02", 8)
    course.play("SC02", 9)
    assert not course.is_met()
    course.play("SC03", 6)
    assert course.is_met()


def test_one_of_the_core_scenarios_is_needed(course):
    course.open(scenarios_required=2, scenario_min_percent=60, scenarios_one_of=("SC01", "SC04"))
    for code in ("SC02", "SC03"):
        course.play(code, 9)
    course.play("SC01", 5)
    assert not course.is_met()
    course.play("SC04", 6)
    assert course.is_met()


def test_status_of_the_certificate_names_the_core_scenarios(course, new_session):
    course.open(scenarios_required=2, scenario_min_percent=60, scenarios_one_of=("SC01", "SC04"))

    def core():
        with new_session() as session:
            service = CertificateStatusService(
                session,
                person_id=course.person_id,
                enrolment_id=course.enrolment_id,
                course_version_id=course.version_id,
                language="en",
                now=utc_now(),
            )
            (part,) = [part for part in service.status().parts if part.code == "core"]
        return part

    before = core()
    assert (before.done, before.total, before.percent, len(before.titles)) == (0, 1, 60, 2)
    course.play("SC02", 9)
    assert core().done == 0
    course.play("SC04", 6)
    assert core().done == 1


RULE = (
    "2 skenario untuk latihan, masing-masing sedikitnya 60 persen poin dalam satu permainan, "
    "sedikitnya satu di antaranya skenario inti: “"
)


def test_all_pages_give_the_rule_in_the_same_words(course, sign_in):
    course.open(scenarios_required=2, scenario_min_percent=60, scenarios_one_of=("SC01",))
    client = sign_in(course.person_id)
    for path in ("/home", f"/courses/{CODE}", "/certificates"):
        assert RULE in client.get(path).text, path
    home, certificates = client.get("/home").text, client.get("/certificates").text
    for rule in ("semua pelajaran", "rencana tindak lanjut (RTL), ", "pascates, dengan nilai"):
        assert rule in home
        assert rule in certificates


def test_rule_without_a_core_scenario_names_none(course, sign_in):
    course.open(scenarios_required=1)
    page = sign_in(course.person_id).get("/home").text
    assert "<li>1 skenario untuk latihan</li>" in page


def test_page_of_the_course_says_what_is_not_yet(course, sign_in):
    course.open(scenarios_required=2, scenario_min_percent=60, scenarios_one_of=("SC01",))
    course.play("SC01", 5)
    course.play("SC02", 6)
    page = sign_in(course.person_id).get(f"/courses/{CODE}").text
    assert page.count("Belum, mainkan lagi") == 1


def test_criteria_of_the_certificate_say_the_share(course, new_session):
    course.open(scenarios_required=2, scenario_min_percent=60)
    with new_session() as session:
        rules = completion_rules(session, course.version_id)
    indonesian, english = describe_rules(rules)
    assert "skenario diselesaikan: 2, masing-masing paling sedikit 60 persen" in indonesian
    assert "scenarios finished: 2, each with at least 60 per cent" in english


def test_olx_holds_the_rule_only_where_there_is_one(course, new_session):
    course.open(scenarios_required=2, scenario_min_percent=60, scenarios_one_of=("SC01",))
    with new_session() as session:
        content = course_content(session, course.version_id, bank={})
    assert content.version["scenario_min_percent"] == 60
    assert [entry.about.get("is_core") for entry in content.scenarios] == [True, None, None, None]
