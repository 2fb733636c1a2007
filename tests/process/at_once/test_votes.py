"""200 votes at once on a block by others, against two processes, make a tally of 200."""

import re
from html import unescape
from urllib.request import Request, urlopen

import pytest

from tests import sample_blocks
from tests.browser.blocks.world import build_site, placed
from tests.process.people import at_once

pytestmark = pytest.mark.postgresql
VOTERS = [f"Pemilih {number}" for number in range(10)]
VOTES = 20


@pytest.fixture
def site(served, tmp_path):
    path = sample_blocks.install(tmp_path)
    site = build_site(served, {"vote": placed("others_vote")}, path=path, people=VOTERS)
    served.variables["PAYUNG_WORKERS"] = "2"
    served.start()
    return site


@pytest.fixture
def frame_of(site):
    """The address of the frame, as the learner's browser finds it in the lesson."""

    def frame_of(name):
        cookie = site.states[name]["cookies"][0]
        headers = {"Cookie": f"{cookie['name']}={cookie['value']}"}
        page = urlopen(Request(site.path("vote"), headers=headers)).read().decode()
        return site.origin + unescape(re.search(r'<iframe[^>]* src="([^"]*)"', page)[1])

    return frame_of


def test_no_vote_is_lost(site, frame_of, served):
    frames = [frame_of(name) for name in VOTERS]

    def vote(number):
        request = Request(f"{frames[number % len(frames)]}/vote/yes", b"{}", method="POST")
        return urlopen(request).status

    assert set(at_once(len(VOTERS) * VOTES, vote)) == {200}
    kept = str(served.query("SELECT fields FROM shared_block_state"))  # text, or JSON that was read
    assert re.findall(r"yes\W+(\d+)", kept) == ["200"]
