"""What a credential tells of a course: its files' own words, or the rules of the version."""

import json
from dataclasses import replace

import pytest

from certificates.issue_data import AchievementAlignment, AchievementDetails, Holder
from certificates.records import queries, service
from courses.catalogue.queries import completion_rules
from courses.catalogue.service import create_course_version
from courses.course_files.model import AlignmentEntry
from courses.course_files.two_languages import Texts
from lms.extensions import task_context
from lms.workflows.certificates import make_files
from lms.workflows.certificates.achievement_details import achievement_details, describe_rules
from tests.small_course import small_course

CRITERIA = Texts("Dua hari latihan.", "Two days of practice.")
ENTRY = AlignmentEntry(Texts("Unit 7", "Unit seven"), "https://kerangka.example/7", "Kerangka", "7")


@pytest.fixture
def details_of(store, read, now):
    """Of a small course whose certificate and languages differ from the usual."""

    def details_of(*, languages=("id", "en"), **certificate):
        files = small_course()
        rules = replace(files.meta.certificate, **certificate)
        files = replace(files, meta=replace(files.meta, languages=languages, certificate=rules))
        version_id = store(create_course_version, files, now=now)
        return read(lambda s: achievement_details(s, version_id, completion_rules(s, version_id)))

    return details_of


def test_the_words_of_the_files_stand_before_the_rules(details_of):
    details = details_of(criteria=CRITERIA, alignments=(ENTRY,))
    assert (details.criteria_id, details.criteria_en) == (CRITERIA.id, CRITERIA.en)
    (aligned,) = details.alignments
    assert (aligned.name_id, aligned.url, aligned.code) == ("Unit 7", ENTRY.url, "7")


def test_the_first_language_of_the_course_is_that_of_the_credential(details_of):
    assert details_of(languages=("en", "id")).course_language == "en"


def test_without_words_the_rules_are_spelt_out_and_nothing_is_aligned(details_of):
    details = details_of()
    assert "pascates" in details.criteria_id
    assert "post-test" in details.criteria_en
    assert (details.alignments, details.course_language) == ((), "id")


def test_only_what_a_version_asks_for_is_spelt_out(store, read, now):
    version_id = store(create_course_version, small_course(), now=now)
    rules = read(completion_rules, version_id)
    least = replace(rules, scenarios_required=0, plan_required=False, post_test_min=60)
    assert describe_rules(least)[1] == "All lessons done; post-test passed with at least 60 of 100."
    most = replace(rules, scenarios_required=3, plan_required=True)
    assert "scenarios finished: 3; action plan handed in;" in describe_rules(most)[1]
    assert "course grade of at least 70 per cent." in describe_rules(least, 70)[1]


def test_a_credential_in_english_names_its_frameworks_in_english(app, issuer, issue, learner, read):
    entry = AchievementAlignment(
        "Unit 7", "Unit seven", "https://kerangka.example/7", "Kerangka", "7"
    )
    details = AchievementDetails("Dua hari.", "Two days.", (entry,), course_language="en")
    certificate_id = issue(learner, details=details)
    with app.app_context():
        made = make_files.get_file(task_context(), certificate_id, "json")
    achievement = json.loads(made)["credentialSubject"]["achievement"]
    assert achievement["criteria"] == {"narrative": "Two days."}
    assert achievement["alignment"] == [
        {
            "type": ["Alignment"],
            "targetName": "Unit seven",
            "targetUrl": "https://kerangka.example/7",
            "targetFramework": "Kerangka",
            "targetCode": "7",
        }
    ]


def test_a_certificate_with_another_name_keeps_what_was_achieved(
    issuer, issue, learner, read, store, now
):
    details = AchievementDetails("Dua hari.", "Two days.", (), course_language="en")
    later_id = store(
        service.supersede,
        issue(learner, details=details),
        person_id=learner.person_id,
        holder=Holder("Ratna Dewi", "teacher", "53"),
        person_key_id=learner.key_id,
        superseded_by=None,
        now=now,
    )
    assert read(queries.issued_record, later_id).details == details
