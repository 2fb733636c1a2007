"""Fixtures of the tests of organisations."""

import pytest

from lms.accounts.queries import person_profile
from lms.kernel.clock import utc_now
from lms.organisations.service import Facts, found_organisation


@pytest.fixture
def act(new_session):
    """Calls a service in a transaction of its own."""

    def act(function, *positional, **named):
        with new_session() as session, session.begin():
            return function(session, *positional, now=utc_now(), **named)

    return act


@pytest.fixture
def found(act):
    """Founds an approved organisation and gives its id."""

    def found(name="SDN Harapan 01", *, kind="school", npsn="", parent_id=None, is_approved=True):
        return act(
            found_organisation,
            kind=kind,
            facts=Facts(name, npsn, "53"),
            parent_id=parent_id,
            founded_by=None,
            is_approved=is_approved,
        )

    return found


@pytest.fixture
def key_of(new_session):
    """The id of a person's data key."""

    def key_of(person_id):
        with new_session() as session:
            return person_profile(session, person_id).data_key_id

    return key_of
