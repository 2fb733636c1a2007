"""Files that blocks by others keep: whose they are, how many fit, and what may not be written."""

from contextlib import closing
from io import BytesIO

import pytest
from sqlalchemy import select

from courses.block_host.state.models import LearnerBlockState, SharedBlockState
from tests.integration.courses.test_third_party_blocks import (  # noqa: F401  fixtures
    codes,
    frame_of,
    learn,
    settings,
)

pytestmark = pytest.mark.usefixtures("blocks_by_others")
PICTURE = b"\x89PNG\r\n" + bytes(range(256))


@pytest.fixture
def frames(learn, frame_of):  # noqa: F811
    """Of two learners, in one lesson."""
    return [frame_of(learn(), "files") for _ in range(2)]


def test_a_file_of_one_learner_is_theirs_alone_and_sealed(frames, client, new_session):
    mine, other = frames
    assert client.post(f"{mine}/put/own", data=PICTURE).text == str(len(PICTURE))
    assert client.get(f"{mine}/take/own").data == PICTURE
    assert client.get(f"{other}/take/own").data == b"none"
    with closing(new_session()) as session:
        assert session.scalars(select(SharedBlockState)).all() == []
        assert b"one.png" not in session.scalars(select(LearnerBlockState.sealed)).one()


def test_a_common_file_is_everybody_s_and_shown_in_the_page(frames, client):
    client.post(f"{frames[0]}/put/common", data=PICTURE)
    assert client.get(f"{frames[1]}/take/common").data == PICTURE
    assert 'src="data:image/png;base64,iVBORw0K' in client.get(frames[1]).text
    client.post(f"{frames[1]}/drop/common")
    assert client.get(f"{frames[0]}/take/common").data == b"none"


def test_no_learner_writes_a_file_into_the_course(frames, client):
    answer = client.post(f"{frames[0]}/put/of_course", data=PICTURE)
    assert (answer.status_code, answer.json["code"]) == (403, "field-read-only")


def test_files_count_as_what_a_place_holds(frames, client):
    client.post(f"{frames[0]}/put/own", data=PICTURE)
    answer = client.post(f"{frames[0]}/put/own", data=b"x" * 250_000)
    assert (answer.status_code, answer.json["code"]) == (503, "block-too-large")
    assert client.get(f"{frames[0]}/take/own").data == PICTURE


def test_a_file_that_is_sent_is_as_other_hosts_hand_it_on(frames, client):
    form = {"file": (BytesIO(b"GIF89a"), "a b.gif"), "word": "kata"}
    told = client.post(f"{frames[0]}/upload", data=form, content_type="multipart/form-data").text
    assert told == "a b.gif a b.gif image/gif 6 kata GIF 6"


@pytest.mark.parametrize("body", [b"", b"--x", b"--x\r\n\r\n--x--", b"--x\r\n" * 1_000])
def test_a_broken_form_costs_a_message(frames, client, body):
    kind = "multipart/form-data; boundary=x"
    answer = client.post(f"{frames[0]}/upload", data=body, content_type=kind)
    assert (answer.status_code, answer.json["code"]) == (503, "block-failed")
