"""Scopes that roles may give, and the token itself."""

from uuid import UUID

import pytest

from lms.accounts.api_tokens.scopes import (
    SCOPES,
    SERVICE_SCOPES,
    allowed_scopes,
    allowed_service_scopes,
    known_scopes,
)
from lms.accounts.api_tokens.secret import hash_token, is_token, new_token, prefix_of
from lms.accounts.permissions import PERMISSIONS, Grant

OWN = ("learning:read", "learning:write")


def test_administrator_may_give_every_scope_but_that_of_evaluators_and_a_learner_their_own():
    everything = tuple(scope for scope in SCOPES if scope != "evaluation:read")
    assert allowed_scopes([Grant("administrator", "platform")]) == everything
    assert allowed_scopes([Grant("evaluator", "platform")]) == (
        "certificates:verify",
        "evaluation:read",
        *OWN,
    )
    assert allowed_scopes([Grant("learner", "platform")]) == OWN
    assert allowed_scopes([]) == OWN


def test_services_are_given_no_scope_of_own_learning():
    assert allowed_service_scopes([]) == ()
    assert not set(SERVICE_SCOPES) & set(OWN)
    assert allowed_service_scopes([Grant("evaluator", "platform")]) == (
        "certificates:verify",
        "evaluation:read",
    )


def test_coordinator_of_one_organisation_may_check_many_bring_rosters_read_figures_and_no_more():
    """Whether a roster or a group is of theirs is asked at each call."""
    grants = [Grant("coordinator", "organisation", UUID(int=1))]
    assert allowed_scopes(grants) == (
        "certificates:verify",
        "rosters:read",
        "rosters:write",
        "evaluation:read",
        *OWN,
    )


def test_administrator_of_one_course_may_not_revoke_everywhere():
    grants = [Grant("administrator", "course", UUID(int=1))]
    assert allowed_scopes(grants) == (
        "certificates:verify",
        "rosters:read",
        "rosters:write",
        *OWN,
    )


def test_each_scope_asks_for_a_permission_that_somebody_has():
    known = frozenset().union(*PERMISSIONS.values())
    assert set(SCOPES.values()) <= known


def test_scopes_are_kept_once_and_in_one_order():
    scopes = [*reversed(SCOPES), *SCOPES, "everything"]
    assert known_scopes(scopes) == list(SCOPES)


def test_tokens_differ_and_are_known_by_their_form():
    one, other = new_token(), new_token()
    assert one != other
    assert hash_token(one) != hash_token(other)
    assert is_token(one)
    assert one.startswith(prefix_of(one))
    assert len(prefix_of(one)) == 15


@pytest.mark.parametrize(
    "change", [str.upper, lambda t: t[:-1], lambda t: t + "0", lambda t: f" {t}"]
)
def test_what_is_not_a_token_is_not_looked_up(change):
    token = new_token()
    assert is_token(token)
    assert not is_token(change(token))
