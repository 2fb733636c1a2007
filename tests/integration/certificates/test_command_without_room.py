"""What only reads answers where nothing can be written; its status says where it cannot."""

import os
import subprocess
import sys

import pytest
from click.testing import CliRunner
from sqlalchemy import create_engine, text

from certificates.numbers import format_number
from lms.cli import main
from lms.extensions import db
from tests.hindrances import have_no_room, obey_modes

COMMAND = [sys.executable, "-c", "import lms.cli; lms.cli.main()", "certificate"]
HINDRANCES = {"full-disk": have_no_room, "locked-folder": obey_modes}


@pytest.fixture
def database_url(own_database_url):
    return own_database_url


@pytest.fixture(params=[True, False], ids=["served", "stopped"])
def is_served(app, certificate, settings, request):
    """While a server runs, the files of SQLite's log stand beside the database."""
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    engine = create_engine(settings.database_uri)
    if request.param:
        with engine.connect() as server:
            server.execute(text("SELECT number FROM certificate"))
            yield True
    else:
        yield False
    engine.dispose()


@pytest.fixture(params=sorted(HINDRANCES))
def hindered(is_served, payung, settings, tmp_path, request):
    """Runs the command where nothing can be written; gives status, output and errors."""
    locked = request.param == "locked-folder"
    places = [tmp_path, settings.data_dir, settings.keys_dir, *tmp_path.glob("payung.db*")]
    modes = {place: place.stat().st_mode for place in places}

    def run(*arguments):
        command = [*COMMAND, *map(str, arguments)]
        environment = {**os.environ, "LANGUAGE": "en"}
        before = HINDRANCES[request.param]
        done = subprocess.run(
            command, env=environment, preexec_fn=before, capture_output=True, text=True, check=False
        )
        return done.returncode, done.stdout, done.stderr

    for place in places if locked else []:
        place.chmod(0o500)
    yield run
    for place, mode in modes.items():
        place.chmod(mode)


def told(output):
    """All but the moment of the answer."""
    return [line for line in output.splitlines() if "checked_at" not in line]


@pytest.mark.slow
def test_a_certificate_is_shown_and_verified(hindered, payung, certificate, code):
    for question in (("show", format_number(certificate.number)), ("verify", code)):
        status, output, errors = hindered(*question)
        assert (question, status, errors) == (question, 0, "")
        assert told(output) == told(payung(*question)[1])


@pytest.mark.slow
@pytest.mark.parametrize("is_served", [True], indirect=True)
def test_the_log_is_checked_beside_a_server(hindered, payung):
    assert hindered("audit", "--json") == (*payung("audit", "--json"), "")


@pytest.mark.slow
def test_a_change_is_refused_with_a_sentence(hindered, certificate):
    number = format_number(certificate.number)
    status, output, errors = hindered("revoke", number, "--reason", "issued-in-error")
    assert (status, output, errors.count("\n")) == (1, "", 1)
    assert hindered("show", number)[0] == 0


@pytest.mark.parametrize("question", [("show", "7K4M-2Q9X-HT3W-P8DR"), ("verify",), ("audit",)])
def test_a_folder_that_cannot_be_used_is_no_verdict(question, monkeypatch, tmp_path, code):
    (tmp_path / "file").touch()
    monkeypatch.setenv("PAYUNG_DATA_DIR", str(tmp_path / "file"))
    asked = (*question, code) if question == ("verify",) else question
    ran = CliRunner().invoke(main, ["certificate", *asked])
    assert ran.exit_code == 2
    assert str(tmp_path / "file") in ran.output


def test_a_setting_that_cannot_be_used_is_no_verdict(monkeypatch):
    monkeypatch.setenv("PAYUNG_PORT", "none")
    assert CliRunner().invoke(main, ["certificate", "show", "1"]).exit_code == 2


def test_a_number_that_is_unknown_is_one(payung):
    assert payung("show", "7K4M-2Q9X-HT3W-P8DR")[0] == 1
