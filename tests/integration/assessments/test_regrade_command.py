"""`payung items regrade` as whoever runs the server calls it: a look, the work, odd wishes."""

import json

import pytest
from click.testing import CliRunner
from sqlalchemy import func, select

from assessments.attempts.models import AttemptSlot, Score
from assessments.items.models import Item, ItemVersion
from assessments.rescoring.models import Rescoring
from lms.cli import main

WHY = ("--reason", "Both were right")


@pytest.fixture
def run(app, settings, monkeypatch):
    monkeypatch.setenv("PAYUNG_DATA_DIR", str(settings.data_dir))
    monkeypatch.setenv("PAYUNG_DATABASE_URL", settings.database_url)

    def run(*arguments):
        asked = ["items", "regrade", "--course", "POESA-EL", *map(str, arguments)]
        return CliRunner().invoke(main, asked)

    return run


@pytest.fixture
def blank(learner):
    """A post-test handed in without a single answer."""
    attempt_id = learner.start("post")
    learner.submit(attempt_id)
    return attempt_id


@pytest.fixture
def item(blank, read):
    query = (
        select(Item.code)
        .join(ItemVersion, ItemVersion.item_id == Item.id)
        .join(AttemptSlot, AttemptSlot.item_version_id == ItemVersion.id)
        .where(AttemptSlot.attempt_id == blank, AttemptSlot.position == 1)
    )
    return read(lambda session: session.scalars(query).one())


@pytest.fixture
def counted(read):
    def count(session):
        return [session.scalar(select(func.count()).select_from(one)) for one in (Rescoring, Score)]

    return lambda: tuple(read(count))


@pytest.mark.parametrize("form", [(), ("--json",)])
def test_a_look_lists_whom_it_moves_and_writes_nothing(run, item, counted, learner, form):
    done = run(item, "--full-credit", *WHY, "--dry-run", *form)
    assert (done.exit_code, counted()) == (0, (0, 1))
    if form:
        found = json.loads(done.stdout)
        assert (found["attempts"], found["regraded"], found["touched"]) == (1, None, [])
        (change,) = found["changes"]
        assert (change["before"]["points"], change["after"]["points"]) == (0, 1)
        assert change["learner_id"] == str(learner.id)
    else:
        assert f"{learner.id}  1  0/20 " in done.stdout
        assert "1 of 1 attempts change their score." in done.stdout


def test_the_work_is_done_and_told(run, item, counted):
    done = run(item, "--full-credit", *WHY)
    assert (done.exit_code, counted()) == (0, (1, 2))
    assert done.stdout.splitlines()[-1] == "Rescored: 1 attempts have a new score."


def test_json_stays_json_when_the_work_is_done(run, item, counted, blank, read):
    done = run(item, "--drop", *WHY, "--json")
    assert (done.exit_code, json.loads(done.stdout)["regraded"], counted()) == (0, 1, (1, 2))
    query = select(Score).where(Score.attempt_id == blank).order_by(Score.number)
    old, new = read(lambda session: session.scalars(query).all())
    assert (old.max_points, old.reason, new.max_points, new.reason) == (
        20,
        None,
        19,
        "Both were right",
    )
    assert old.scoring_version == new.scoring_version == 1


@pytest.mark.parametrize(
    ("wish", "said"),
    [
        (("{item}",), "Name an item and one of"),
        (("{item}", "--drop", "--key-of", "2"), "Name an item and one of"),
        (("--drop",), "Name an item and one of"),
        (("{item}", "--late", "00000000-0000-0000-0000-000000000001"), "Name an item and one of"),
        (("NO-SUCH", "--drop"), "There is no such item"),
        (("{item}", "--drop", "--version", "9"), "There is no such item"),
        (("{item}", "--key-of", "1"), "Only the key may differ"),
        (("{item}", "--key-of", "-1"), "Only the key may differ"),
        (("--late", "00000000-0000-0000-0000-000000000001"), "No answers came late there."),
        (("--late", "x"), "Invalid value"),
        (("{item}", "--drop", "--course", "OTHER"), "There is no course of this code."),
    ],
)
def test_an_odd_wish_is_one_sentence_and_changes_nothing(run, item, counted, wish, said):
    done = run(*(word.format(item=item) for word in wish), *WHY)
    assert (done.exit_code > 0, counted()) == (True, (0, 1))
    assert said in done.output
    assert "Traceback" not in done.output


@pytest.mark.parametrize("reason", ["", "  \n", "x" * 201, "a\u202eb"])
@pytest.mark.parametrize("dry", [(), ("--dry-run",)])
def test_a_reason_that_cannot_be_kept_whole_is_refused_first(run, item, counted, reason, dry):
    done = run(item, "--drop", "--reason", reason, *dry)
    assert (done.exit_code > 0, counted(), "->" in done.output) == (True, (0, 1), False)
    assert "reason" in done.output
