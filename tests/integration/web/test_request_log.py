"""What stands in logs and in the answers that lead to them."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from lms.app import create_app
from lms.extensions import db


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
