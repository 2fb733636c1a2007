"""Authors try blocks by others and change them in frames, for themselves and nobody else."""

import re
from html import unescape

import pytest
from sqlalchemy import select, update

from courses.block_host.state.models import LearnerBlockState, SharedBlockState
from courses.drafts.models import BlockDraft
from courses.progress.models import UnitProgress
from lms.accounts.roles.models import RoleGrant
from lms.kernel.clock import utc_now

pytestmark = pytest.mark.usefixtures("blocks_by_others")

ALLOWED = ("others_vote", "others_trouble", "others_group", "others_note")
PATH = "/authoring/POESA-EL/blocks"


@pytest.fixture
def settings(settings):
    return settings.model_copy(update={"xblocks": ALLOWED})


@pytest.fixture
def tried(author):
    """Makes a draft of a block; gives its page."""

    def tried(block="others_vote", **form):
        answer = author.post(PATH, data={"block": block, **form})
        assert answer.status_code == 303, answer.text
        return answer.location

    return tried


def frame_of(client, page, view):
    text = client.get(f"{page}?view={view}").text
    return unescape(re.search(r'<iframe[^>]* src="([^"]*)"', text)[1])


def handler(frame, name):
    return f"{frame.partition('?')[0]}/{name}"


def call(client, frame, name, **data):
    return client.post(handler(frame, name), json=data)


def test_an_author_tries_a_block_as_a_learner_and_counts_nowhere(author, tried, new_session):
    frame = frame_of(author, page := tried(), "learner")
    assert call(author, frame, "vote/yes").json == {"tally": {"yes": 1}, "own": 1}
    assert "<output>1</output>" in author.get(frame_of(author, page, "learner")).text
    with new_session() as session:
        for table in (UnitProgress, LearnerBlockState, SharedBlockState):
            assert session.scalars(select(table)).all() == []


def test_begun_anew_the_preview_has_forgotten(author, tried):
    page = tried()
    call(author, frame_of(author, page, "learner"), "vote/yes")
    assert author.post(f"{page}/again").status_code == 303
    assert "<output>0</output>" in author.get(frame_of(author, page, "learner")).text


def test_what_the_author_changes_in_the_form_stands_in_the_draft(author, tried):
    page = tried()
    edit = frame_of(author, page, "edit")
    assert "form of the author" in author.get(edit).text
    assert call(author, edit, "studio_submit").status_code == 200
    assert "question: defaced" in author.get(page).text
    assert "<h3>defaced</h3>" in author.get(frame_of(author, page, "learner")).text


@pytest.mark.parametrize(
    ("name", "code"),
    [("studio_submit", "handler-for-authors"), ("rewrite", "field-read-only")],
)
def test_in_the_role_of_a_learner_nothing_is_changed(author, tried, name, code):
    page = tried()
    refused = call(author, frame_of(author, page, "learner"), name)
    assert (refused.status_code, refused.json["code"]) == (403, code)
    assert "defaced" not in author.get(page).text


def test_a_view_for_authors_is_that_of_learners_where_there_is_no_other(author, tried):
    assert "<button>Yes</button>" in author.get(frame_of(author, tried(), "author")).text


def test_a_block_without_a_form_says_so(author, tried):
    answer = author.get(frame_of(author, tried("others_trouble"), "edit"))
    assert (answer.status_code, "has no form" in answer.text or "formulir" in answer.text) == (
        404,
        True,
    )


def test_blocks_inside_come_with_olx_and_are_edited_in_it(author, tried):
    olx = '<others_group><others_vote question="A?"/><others_vote question="B?"/></others_group>'
    page = tried("", olx=olx)
    shown = author.get(frame_of(author, page, "learner")).text
    assert [mark in shown for mark in ("<h3>A?</h3>", "<h3>B?</h3>")] == [True, True]
    assert "question: B?" in author.get(page).text


ENTITY = "<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><others_vote question='&e;'/>"
NESTED = "<others_group>" * 3000


@pytest.mark.parametrize("olx", ["<", "<nothing/>", "<others_broken/>", ENTITY, NESTED])
def test_what_is_no_olx_of_allowed_blocks_is_refused_and_kept_in_the_form(author, olx, new_session):
    refused = author.post(PATH, data={"olx": olx})
    assert (refused.status_code, "errsum" in refused.text) == (422, True)
    assert olx[:5] in unescape(refused.text)
    with new_session() as session:
        assert session.scalars(select(BlockDraft)).all() == []


@pytest.mark.parametrize(
    "block", ["others_broken", "others_absent", "others_note", "payung_text", "text", ""]
)
def test_what_may_not_run_is_not_tried(author, block):
    assert author.post(PATH, data={"block": block}).status_code == 422


def test_no_transaction_is_open_while_a_block_of_a_draft_runs(author, tried):
    frame = frame_of(author, tried("others_trouble"), "learner")
    assert author.post(handler(frame, "cause/look")).text == "False"


def test_another_author_finds_nothing(author, tried, make_person, sign_in):
    page = tried()
    other = sign_in(make_person(roles=["author"]))
    calls = [other.get(page), other.post(f"{page}/again"), other.post(f"{page}/remove")]
    assert [answer.status_code for answer in calls] == [404, 404, 404]
    assert page not in other.get(PATH).text


def test_a_learner_is_refused(learner, author, tried):
    assert learner.get(PATH).status_code == 403
    assert learner.post(PATH, data={"block": "others_vote"}).status_code == 403
    assert learner.get(tried()).status_code == 403


def test_who_is_no_author_any_more_is_refused_in_the_frame(author, tried, store):
    frame = frame_of(author, tried(), "edit")
    assert author.get(frame).status_code == 200
    store(lambda session: session.execute(update(RoleGrant).values(ended_at=utc_now())))
    assert author.get(frame).status_code == 403
    assert call(author, frame, "studio_submit").status_code == 403


def test_a_draft_is_removed_with_what_stands_inside_it(author, tried, new_session):
    page = tried(
        "",
        olx="<others_group><others_vote/><others_group><others_vote/></others_group></others_group>",
    )
    assert author.post(f"{page}/remove").status_code == 303
    assert author.get(page).status_code == 404
    with new_session() as session:
        assert session.scalars(select(BlockDraft)).all() == []
