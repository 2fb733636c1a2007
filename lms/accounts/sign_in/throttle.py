"""Limits on failed attempts, after which sign-in pauses. Pure.

There are three counts over one window. Failures of an account from one address stop guessing.
Failures of an account from all addresses stop distributed guessing. Failures from an address over
all accounts stop password spraying; that limit allows for a school behind one address. Successful
attempts do not count.

All requests for a link count, since they prove nothing about the sender. They have their own count
for each address, so that a school that signs up in one morning does not block sign-in.
"""

from dataclasses import dataclass
from datetime import timedelta

WINDOW = timedelta(minutes=15)
RETENTION = timedelta(days=1)
MAX_PER_ACCOUNT_AND_ADDRESS = 8
MAX_PER_ACCOUNT = 40
MAX_PER_ADDRESS = 120
MAX_REQUESTS_PER_ADDRESS = 300  # ten school classes


@dataclass(frozen=True, slots=True)
class Failures:
    """Failed attempts within the window."""

    of_account_from_address: int
    of_account: int
    of_address: int

    def are_too_many(self, limit_of_address: int = MAX_PER_ADDRESS) -> bool:
        return (
            self.of_account_from_address >= MAX_PER_ACCOUNT_AND_ADDRESS
            or self.of_account >= MAX_PER_ACCOUNT
            or self.of_address >= limit_of_address
        )
