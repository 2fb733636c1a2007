"""How many wrong passwords make somebody wait."""

import pytest

from lms.accounts.sign_in.throttle import (
    ACCOUNT,
    ACCOUNT_FROM_ADDRESS,
    ADDRESS,
    ASKING_ADDRESS,
    Failures,
)

BELOW = Failures(ACCOUNT_FROM_ADDRESS - 1, ACCOUNT - 1, ADDRESS - 1)


def test_below_all_three_limits_nobody_waits():
    assert not BELOW.are_too_many()


@pytest.mark.parametrize(
    "failures",
    [
        Failures(ACCOUNT_FROM_ADDRESS, BELOW.of_account, BELOW.of_address),
        Failures(BELOW.of_account_from_address, ACCOUNT, BELOW.of_address),
        Failures(BELOW.of_account_from_address, BELOW.of_account, ADDRESS),
    ],
)
def test_each_limit_by_itself_is_enough(failures):
    assert failures.are_too_many()


def test_more_may_ask_from_one_address_than_may_fail_to_sign_in():
    asking = Failures(0, 0, ADDRESS)
    assert not asking.are_too_many(ASKING_ADDRESS)
    assert Failures(0, 0, ASKING_ADDRESS).are_too_many(ASKING_ADDRESS)
