"""`payung attempts`: a file of answers taken in by whoever runs the server."""

import json
from uuid import uuid4

import pytest
from click.testing import CliRunner

from assessments.queries import get_attempt_key
from lms.cli import main
from tests.answer_files import answers_file, marked


@pytest.fixture
def run(app, settings, monkeypatch):
    monkeypatch.setenv("PAYUNG_DATA_DIR", str(settings.data_dir))
    monkeypatch.setenv("PAYUNG_DATABASE_URL", settings.database_url)
    return lambda *arguments: CliRunner().invoke(main, ["attempts", *map(str, arguments)])


@pytest.fixture
def content(app, learner, read):
    attempt_id = learner.start("pre")
    value = learner.choices(attempt_id, 1)[0].value
    body = json.dumps({"position": 1, "fields": {"answer": [value]}})
    answer = marked(read(get_attempt_key, attempt_id), attempt_id, uuid4(), body)
    public = app.extensions["ports"].answer_keys.public
    return answers_file(public, [answer, answer | {"body": "{}"}])


def test_file_is_taken_in_with_a_line_for_each_answer(run, content, tmp_path):
    file = tmp_path / "answers.json"
    file.write_bytes(content)
    done = run("import", file, "--json")
    assert [line["status"] for line in json.loads(done.output)] == ["received", "damaged"]
    assert done.exit_code == 1, "one of them was not taken"
    assert run("new-key").exit_code == 0
    again = run("import", file)
    assert again.output.splitlines()[0].startswith("pre\t1\t")
    assert "Traceback" not in again.output


def test_what_is_no_such_file_is_refused_with_a_sentence(run, tmp_path):
    file = tmp_path / "answers.json"
    file.write_text("{}")
    done = run("import", file)
    assert done.exit_code == 1
    assert "Payung" in done.output
