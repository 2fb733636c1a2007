"""How many wrong passwords make somebody wait."""

import pytest

from lms.accounts.sign_in.throttle import (
    MAX_PER_ACCOUNT,
    MAX_PER_ACCOUNT_AND_ADDRESS,
    MAX_PER_ADDRESS,
    MAX_REQUESTS_PER_ADDRESS,
    Failures,
)

BELOW = Failures(MAX_PER_ACCOUNT_AND_ADDRESS - 1, MAX_PER_ACCOUNT - 1, MAX_PER_ADDRESS - 1)


def test_below_all_three_limits_nobody_waits():
    assert not BELOW.are_too_many()


@pytest.mark.parametrize(
    "failures",
    [
        Failures(MAX_PER_ACCOUNT_AND_ADDRESS, BELOW.of_account, BELOW.of_address),
        Failures(BELOW.of_account_from_address, MAX_PER_ACCOUNT, BELOW.of_address),
        Failures(BELOW.of_account_from_address, BELOW.of_account, MAX_PER_ADDRESS),
    ],
)
def test_each_limit_by_itself_is_enough(failures):
    assert failures.are_too_many()


def test_more_may_ask_from_one_address_than_may_fail_to_sign_in():
    asking = Failures(0, 0, MAX_PER_ADDRESS)
    assert not asking.are_too_many(MAX_REQUESTS_PER_ADDRESS)
    assert Failures(0, 0, MAX_REQUESTS_PER_ADDRESS).are_too_many(MAX_REQUESTS_PER_ADDRESS)
