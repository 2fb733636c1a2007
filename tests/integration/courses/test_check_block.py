"""`payung xblock check` tries a block by others and says what came of it."""

import logging

import pytest
from click.testing import CliRunner

from courses.block_host.third_party import limits
from lms.cli import main

pytestmark = pytest.mark.usefixtures("blocks_by_others")


@pytest.fixture
def check(monkeypatch):
    monkeypatch.setattr(limits, "MAX_SECONDS", 0.5)
    return lambda name: CliRunner().invoke(main, ["xblock", "check", name], env={"LANG": "C"})


def test_it_names_views_services_handlers_and_files_from_elsewhere(check):
    told = check("others_vote")
    assert told.exit_code == 0
    for line in (
        "view student_view: ok",
        "services: field-data (need), user (want)",
        "handler vote, learner: 200, 400",
        "loads from another host: https://elsewhere.example/letters.css",
        "Django: no",
    ):
        assert line in told.output


def test_what_a_block_lacks_here_is_part_of_the_verdict(check):
    result = check("others_window")
    assert result.exit_code == 0
    for line in (
        "view student_view: ok",
        "needs a service that is not available: rebind_user",
        "shows a page in a frame of its own, which stays empty here: https://tool.example/start",
        "It is shown here, but something that it asks for is missing.",
    ):
        assert line in result.output
    assert "It can work here." in check("others_group").output


def test_a_learner_may_not_rewrite_what_an_author_may(check):
    told = check("others_vote").output
    assert "handler rewrite, author: 200, 400" in told
    assert "handler rewrite, learner: 400, field-read-only" in told
    assert "studio_submit, learner" not in told


def test_an_aside_is_tried_beside_a_block(check):
    told = check("others_note")
    assert told.exit_code == 0
    for line in (
        "an aside: it is shown beside blocks in their frames",
        "fields: content 1, user_state 1",
        "view student_view: ok",
        "handler keep, learner: 400, block-failed (KeyError: 'note')",
        "handler rewrite, learner: 400, field-read-only",
    ):
        assert line in told.output


def test_an_aside_that_raises_says_what(check):
    told = check("others_bad_note")
    assert told.exit_code == 1
    assert "view student_view: block-failed (ZeroDivisionError" in told.output


def test_a_view_for_authors_that_only_says_so_is_no_failure_of_the_block(check):
    told = check("others_group").output
    assert "view student_view: ok" in told
    assert "view studio_view: block-without-form" in told


def test_a_form_may_ask_which_settings_were_made(check):
    assert "view studio_view: ok" in check("others_story").output


def test_a_block_that_cannot_be_imported_says_why(check):
    told = check("others_broken")
    assert told.exit_code == 1
    assert "import failed (AttributeError" in told.output


def test_a_block_that_is_not_there_is_not_tried(check):
    absent = check("others_absent")
    assert (absent.exit_code, "under the name others_absent" in absent.output) == (1, True)


def test_logs_are_silent_only_while_a_block_is_tried(check):
    check("others_broken")
    assert logging.getLogger("payung").isEnabledFor(logging.ERROR)
