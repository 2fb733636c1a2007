"""`payung report effect`: what it writes, and that it writes nothing before a release."""

import csv
import io
import json

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from assessments.analysis.group_counts import GroupCounts
from lms.cli import main
from lms.kernel.audit import AuditEvent
from tests.evaluation_counts import add_release, draw_counts

SIZES = {"teacher": 120, "cso": 60, "~": 14}


@pytest.fixture
def run(app, settings, monkeypatch):
    monkeypatch.setenv("PAYUNG_DATA_DIR", str(settings.data_dir))
    monkeypatch.setenv("PAYUNG_DATABASE_URL", settings.database_url)
    monkeypatch.setenv("LANGUAGE", "en")
    command = ["report", "effect", "--course", "POESA-EL", "--group", "role", "--language", "en"]
    return lambda *options: CliRunner().invoke(main, [*command, *options])


@pytest.fixture
def released(act, version_id):
    def release(session, *, now):
        groups = {code: draw_counts(n, n, finish=1) for code, n in SIZES.items()}
        add_release(session, version_id, {"role": groups}, now=now)

    act(release)


def test_json_has_the_figures_of_the_page(run, released, new_session):
    figures = json.loads(run("--format", "json").stdout)
    assert figures["figures"]["change"]["n"] == sum(SIZES.values())
    assert {group["group_id"] for group in figures["groups"]} == set(SIZES)
    with new_session() as session:
        chosen = select(AuditEvent).where(AuditEvent.action == "evaluation.exported")
        (event,) = session.scalars(chosen)
    assert event.details == {"file": "json", "dimension": "role", "group": ""}


def test_json_has_no_share_at_the_mark_that_the_page_hides(run, act, version_id):
    def release(session, *, now):
        pairs = {(50.0, 80.0): 17, (60.0, 70.0): 3}
        flow = {"registered": 20, "pre": 20, "matched": 20}
        counts = GroupCounts(n=20, flow=flow, pairs=pairs)
        add_release(session, version_id, {"role": {"teacher": counts}}, now=now)

    act(release)
    figures = json.loads(run("--format", "json").stdout)["figures"]
    assert figures["shares"] is None
    assert figures["outcomes"] is None
    assert figures["change"]["post"]["mean"] == 78.5
    assert [figures["change"][test].get("passed") for test in ("pre", "post")] == [None, None]
    assert figures["change"]["wilcoxon"].keys() == {"p"}  # n would tell who stayed the same
    assert figures["change"]["marx_cummings"] == round(figures["change"]["marx_cummings"], 2)


def test_csv_has_a_row_for_each_group(run, released):
    rows = list(csv.DictReader(io.StringIO(run("--format", "csv").stdout.removeprefix("\ufeff"))))
    assert {row["n"] for row in rows} == {str(n) for n in SIZES.values()}
    assert "Small groups together" in {row["group"] for row in rows}
    assert all(float(row["low"]) < float(row["change"]) < float(row["high"]) for row in rows)


def test_pdf_goes_into_a_new_file(run, released, tmp_path):
    path = tmp_path / "report.pdf"
    assert run("--format", "pdf").exit_code == 2
    assert run("--format", "pdf", "--output", str(path)).exit_code == 0
    assert path.read_bytes().startswith(b"%PDF")
    assert run("--format", "pdf", "--output", str(path)).exit_code == 1  # never overwritten


def test_nothing_is_written_before_a_release(run, version_id, tmp_path):
    path = tmp_path / "figures.json"
    result = run("--output", str(path))
    assert result.exit_code == 1
    assert "No figures" in result.stderr
    assert not path.exists()
