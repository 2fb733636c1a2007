"""What a script, or whoever writes one, may send to a block by others: all of it is answered."""

from dataclasses import replace

import pytest
from itsdangerous import TimestampSigner
from sqlalchemy import select

from courses.block_host.runtime.tokens import HandlerTokens
from courses.block_host.state.models import SharedBlockState
from courses.catalogue.content_models import Unit
from lms.web.blocks.host import block_host
from tests.integration.courses.test_third_party_blocks import (  # noqa: F401  fixtures
    codes,
    frame_of,
    learn,
    settings,
)

pytestmark = pytest.mark.usefixtures("blocks_by_others")
MEGABYTE = 1024 * 1024


@pytest.fixture
def frame(learn, frame_of):  # noqa: F811
    return frame_of(learn(), "vote")


@pytest.fixture
def tally(new_session):
    """What all have voted, and what the block asks."""

    def tally():
        with new_session() as session:
            kept = session.scalars(select(SharedBlockState.fields)).all()
            asked = select(Unit.content).where(Unit.block_type == "others_vote")
            return [one["tally"] for one in kept], session.scalars(asked).one()["question"]

    return tally


@pytest.mark.parametrize("body", [b"", b"not JSON", b"\xff\xfe", b"[", b"{'a': 1}"])
def test_what_is_no_json_is_refused_by_a_handler_for_json(client, frame, tally, body):
    answer = client.post(f"{frame}/vote/yes", data=body, content_type="application/json")
    assert (answer.status_code, tally()) == (400, ([], "Setuju?"))
    assert client.get(f"{frame}/vote/yes").status_code == 405


@pytest.mark.parametrize("body", [b"[]", b"null", b'"text"', b"1e999", b'{"a": {"a": {}}}'])
def test_json_of_any_shape_is_for_the_block_to_read(client, frame, tally, body):
    answer = client.post(f"{frame}/vote/yes", data=body, content_type="text/plain")
    assert (answer.status_code, tally()) == (200, ([{"yes": 1}], "Setuju?"))


@pytest.mark.parametrize("handler", ["vote", "absent", "studio_submit"])
def test_ten_megabytes_are_too_much(client, frame, tally, handler):
    answer = client.post(f"{frame}/{handler}", data=b"x" * 10 * MEGABYTE)
    assert (answer.status_code, tally()) == (413, ([], "Setuju?"))


@pytest.mark.parametrize(
    "name",
    ["__class__", "vote.json", "vote%20", "Vote", "%2e%2e", "runtime", "Studio_Submit", "handle"],
)
def test_a_name_that_is_no_handler_calls_nothing(client, frame, tally, name):
    answer = client.post(f"{frame}/{name}", json={})
    assert answer.status_code in {403, 404}
    assert tally() == ([], "Setuju?")


@pytest.mark.parametrize(
    "suffix",
    [
        "%2e%2e/studio_submit",
        "../studio_submit",
        "yes?handler=studio_submit&suffix=x",
        "yes?suffix=no&role=author&view=studio_view",
        "%00",
        "a%2Fb%2F%2e%2e",
        "x" * 3000,
        "%F0%9F%99%82",
        "yes?a=\N{SLIGHTLY SMILING FACE}&b=%FF",
        "<script>",
    ],
)
def test_no_suffix_and_no_query_reaches_anything_else(client, frame, tally, suffix):
    answer = client.post(f"{frame}/vote/{suffix}", json={})
    assert answer.status_code in {200, 308, 403, 404, 503}
    votes, question = tally()
    assert question == "Setuju?"
    assert [len(vote) for vote in votes] in ([], [1])


def test_a_token_is_worth_nothing_after_its_time(client, frame, tally, monkeypatch):
    now = TimestampSigner.get_timestamp
    monkeypatch.setattr(TimestampSigner, "get_timestamp", lambda signer: now(signer) + 3 * 3600)
    answer = client.post(f"{frame}/vote/yes", json={})
    assert (answer.status_code, tally()) == (410, ([], "Setuju?"))


@pytest.mark.parametrize("view", ["", "?view=edit"])
def test_a_token_of_another_key_opens_nothing(app, client, frame, view):
    with app.app_context():
        grant = block_host().read_token(frame.rpartition("/")[2])
    token = HandlerTokens(b"another server's").issue(grant)
    assert client.get(f"/blocks/{token}{view}").status_code == 403
    assert client.get(frame).status_code == 200


def test_a_token_for_what_the_person_does_not_learn_opens_nothing(app, client, frame, make_person):
    """Signed by us, but in the name of one who is in no course."""
    with app.app_context():
        grant = block_host().read_token(frame.rpartition("/")[2])
        token = block_host().issue_token(replace(grant, person_id=make_person()))
    assert client.get(f"/blocks/{token}").status_code in {302, 303, 401, 403, 404}


def test_an_author_s_view_is_not_for_a_learner(client, frame):
    page = client.get(f"{frame}?view=edit")
    assert page.status_code == 200
    assert "form of the author" not in page.text
