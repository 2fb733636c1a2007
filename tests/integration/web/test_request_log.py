"""What stands in logs and in the answers that lead to them."""

import json
import logging
import sys

import pytest
import structlog
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from lms.app import create_app
from lms.extensions import db
from lms.web.request_log import library_handler


def test_error_of_the_database_names_nobody(app):
    with app.app_context(), pytest.raises(SQLAlchemyError) as raised:
        db.session.execute(text("SELECT * FROM no_table WHERE name = :name"), {"name": "Ratna"})
    assert "Ratna" not in str(raised.value)


def test_refused_form_has_an_id_of_its_own(settings):
    client = create_app(settings, TESTING=True, RATELIMIT_ENABLED=False).test_client()
    asked = {"Accept": "application/problem+json"}
    refused = [client.post("/sign-out", headers=asked) for _ in range(2)]
    ids = [answer.headers["X-Request-Id"] for answer in refused]
    assert [answer.status_code for answer in refused] == [400, 400]
    assert all(ids)
    assert ids[0] != ids[1]
    assert refused[0].json["instance"].endswith(ids[0])


def raise_with(name):
    raise ValueError(f"{name} is no number")


def test_line_of_a_library_is_json_with_the_request_and_without_the_text_of_the_error(capsys):
    log = logging.getLogger("tests.foreign")
    log.addHandler(library_handler(sys.stderr))
    with structlog.contextvars.bound_contextvars(request_id="0123456789"):
        try:
            raise_with("Ratna")
        except ValueError:
            log.exception("block-failed", extra={"unit": "u1"})
    (line,) = capsys.readouterr().err.splitlines()
    facts = json.loads(line)
    assert facts.pop("timestamp").endswith("Z")
    assert facts.pop("trace").count("test_request_log.py:") == 2
    assert facts == {
        "event": "block-failed",
        "level": "error",
        "problem": "ValueError",
        "request_id": "0123456789",
        "unit": "u1",
    }


def test_route_that_breaks_is_logged_by_class_and_trace_only(new_app, capsys):
    new_app.add_url_rule("/breaks", "breaks", lambda: raise_with("Ratna"))
    new_app.testing = False
    new_app.config["PROPAGATE_EXCEPTIONS"] = False
    with structlog.testing.capture_logs() as lines:
        answer = new_app.test_client().get("/breaks")
    assert answer.status_code == 500
    (broken,) = [line for line in lines if line["event"] == "unexpected"]
    assert broken["problem"] == "ValueError"
    assert "test_request_log.py:" in broken["trace"]
    assert "Ratna" not in str(lines) + answer.text + capsys.readouterr().err
