"""The first minute: whoever signs up by themselves is in the only open course at once."""

import pytest
from sqlalchemy import select

from courses.enrolment.models import Enrolment
from tests.factories import make_course
from tests.integration.accounts.pages import SIGN_UP, sign_up


@pytest.fixture
def course_id(new_session):
    with new_session() as session:
        version_id = make_course(session)
        session.commit()
    return version_id


@pytest.fixture
def joined(new_session):
    def joined():
        with new_session() as session:
            return list(session.scalars(select(Enrolment.course_version_id)))

    return joined


def test_sign_up_joins_the_only_open_course_and_home_begins_with_one_button(
    client, course_id, joined
):
    assert sign_up(client).status_code == 303
    assert joined() == [course_id]
    home = client.get("/home").text
    assert "Mulai sekarang" in home
    assert 'href="/courses/POESA-EL/assessments/pre"' in home


@pytest.mark.usefixtures("course_id")
def test_whoever_signs_up_on_the_way_elsewhere_joins_nothing_by_it(client, joined):
    assert client.post("/sign-up?next=/account", data=SIGN_UP).status_code == 303
    assert joined() == []


def test_without_an_open_course_sign_up_joins_nothing(client, joined):
    assert sign_up(client).status_code == 303
    assert joined() == []
