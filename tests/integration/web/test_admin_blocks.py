"""Administrators allow blocks by others; each decision stands in the audit trail."""

import sys
from functools import partial

import pytest
from sqlalchemy import select

from courses.block_host.errors import BlockTooSlow
from courses.block_host.third_party import installed_blocks
from lms.kernel.audit import AuditEvent
from lms.web.admin.blocks import trial_lock
from lms.workflows.blocks import sandbox_check
from lms.workflows.blocks.sandbox_check import check_in_sandbox

pytestmark = pytest.mark.usefixtures("blocks_by_others")

VOTE = "/admin/blocks/others_vote"


def decisions(new_session):
    with new_session() as session:
        of_blocks = select(AuditEvent).where(AuditEvent.subject_type == "block")
        events = session.scalars(of_blocks.order_by(AuditEvent.happened_at))
        return [(event.action, event.details["block"]) for event in events]


def test_the_page_names_version_licence_and_needs_and_imports_nothing(administrator):
    sys.modules.pop("others_blocks", None)
    page = administrator.get("/admin/blocks").text
    for words in ("others_vote", "others-blocks 1.2", "MIT", "web-fragments", "Blocks of somebody"):
        assert words in page
    assert "payung_text" not in page
    assert "others_blocks" not in sys.modules


def test_a_block_is_allowed_and_forbidden_and_each_is_recorded_once(administrator, new_session):
    for action in ("allow", "allow", "forbid"):
        assert administrator.post(f"{VOTE}/{action}").status_code == 303
    assert decisions(new_session) == [
        ("block.allowed", "others_vote"),
        ("block.forbidden", "others_vote"),
    ]


def test_nobody_gets_a_file_or_an_import_of_a_block_that_may_not_run(client):
    sys.modules.pop("others_blocks", None)
    assert client.get("/blocks/resources/others_vote/public/page.html").status_code == 404
    assert "others_blocks" not in sys.modules


def test_a_block_that_is_not_there_is_not_allowed(administrator, new_session):
    assert administrator.post("/admin/blocks/others_absent/allow").status_code == 503
    assert decisions(new_session) == []


@pytest.mark.parametrize("action", ["allow", "forbid", "check"])
def test_a_learner_decides_nothing(make_person, sign_in, new_session, action):
    assert sign_in(make_person()).post(f"{VOTE}/{action}").status_code == 403
    assert decisions(new_session) == []


def test_a_block_is_tried_apart_and_its_report_stands_on_the_page(administrator, new_session):
    sys.modules.pop("others_blocks", None)
    page = administrator.post(f"{VOTE}/check").text
    for words in (
        "tetapi sebagian yang diperlukannya tidak ada.",
        "<b>Tampilan student_view</b>: ok",
        "<b>Penangan vote, learner</b>: 200, 400",
        "https://elsewhere.example/letters.css",
    ):
        assert words in page
    assert "others_blocks" not in sys.modules
    assert decisions(new_session) == []


def test_what_is_not_there_is_not_tried(administrator):
    assert administrator.post("/admin/blocks/others_absent/check").status_code == 503


def test_a_block_that_takes_too_long_apart_is_given_up():
    with pytest.raises(BlockTooSlow):
        check_in_sandbox("others_vote", timeout=0.001)


@pytest.mark.parametrize(
    ("words", "patience"),
    [("lebih lama dari 60 detik", 0.001), ("berakhir sebelum selesai dicoba", 60.0)],
    ids=["slow", "broken off"],
)
def test_a_block_that_ends_apart_is_told_of_on_its_card(
    administrator, monkeypatch, words, patience
):
    apart = "import os; os._exit(1)"
    monkeypatch.setattr(sandbox_check, "COMMAND", (sys.executable, "-c", apart))
    if patience < 1:
        trial = partial(check_in_sandbox, timeout=patience)
        monkeypatch.setattr(sandbox_check, "check_in_sandbox", trial)
    answer = administrator.post(f"{VOTE}/check")
    assert answer.status_code == 200
    assert words in answer.text


def test_only_one_block_is_tried_at_a_time(administrator, settings):
    with trial_lock(settings.data_dir) as is_free:
        assert is_free
        page = administrator.post(f"{VOTE}/check").text
    assert "Blok lain sedang dicoba." in page
    assert "Penangan vote" not in page


def test_a_greedy_block_gets_no_more_memory_and_a_sentence(administrator):
    page = administrator.post("/admin/blocks/others_greedy/check").text
    for words in (
        "Blok ini tidak dapat bekerja di sini.</b> Blok ini meminta lebih dari 1024 MB memori",
        "<b>Tampilan student_view</b>: block-too-greedy",
        "<b>Penangan ask, learner</b>: block-too-greedy",
    ):
        assert words in page


def test_a_block_that_has_gone_is_still_listed(administrator, monkeypatch):
    administrator.post(f"{VOTE}/allow")
    monkeypatch.setattr(sys, "path", [one for one in sys.path if "others" not in one])
    installed_blocks._entry_points.cache_clear()
    assert "tidak terpasang lagi" in administrator.get("/admin/blocks").text
