"""What a block is told that is tried apart, and what is believed of what it says."""

import json

import pytest

from lms.workflows.check_apart import environment_told
from lms.workflows.check_report import Report, read_report, report_line


def test_a_block_is_told_no_password(monkeypatch):
    for name in ("PAYUNG_SECRET_KEY", "PGPASSWORD", "REDISCLI_AUTH"):
        monkeypatch.setenv(name, "hidden")
    assert "hidden" not in environment_told().values()
    assert "PATH" in environment_told()


def test_a_report_comes_back_as_it_was():
    report = Report(views={"student_view": "ok"}, handlers={"vote": {"200"}}, elsewhere={"x"})
    assert read_report(report_line(report)) == report


@pytest.mark.parametrize(
    "odd", [{"views": []}, {"handlers": "x"}, {"handlers": 3}, {"elsewhere": [[]]}, {"more": 1}]
)
def test_what_a_block_prints_in_its_place_is_no_report(odd):
    whole = json.loads(report_line(Report()))
    for line in (json.dumps(whole | odd), "{}", "[]", "3", "done", ""):
        with pytest.raises((TypeError, ValueError)):
            read_report(line)
