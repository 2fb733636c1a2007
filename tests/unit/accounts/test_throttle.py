"""How many wrong passwords make somebody wait."""

import pytest

from lms.accounts.sign_in.throttle import ACCOUNT, ACCOUNT_FROM_ADDRESS, ADDRESS, Failures

BELOW = Failures(ACCOUNT_FROM_ADDRESS - 1, ACCOUNT - 1, ADDRESS - 1)


def test_below_all_three_limits_nobody_waits():
    assert not BELOW.are_too_many


@pytest.mark.parametrize(
    "failures",
    [
        Failures(ACCOUNT_FROM_ADDRESS, BELOW.of_account, BELOW.of_address),
        Failures(BELOW.of_account_from_address, ACCOUNT, BELOW.of_address),
        Failures(BELOW.of_account_from_address, BELOW.of_account, ADDRESS),
    ],
)
def test_each_limit_by_itself_is_enough(failures):
    assert failures.are_too_many
