"""How many attempts may fail before signing in pauses. Pure.

Three counts over one window: of an account from one address, which stops guessing; of an account
from everywhere, which stops guessing by many; and of an address over all accounts, which stops
spraying and is wide enough for a school behind one address. Attempts that succeed do not count.

Who asks for a link proves nothing yet, so all who ask count, honest or not. They have a count of
the address of their own: a school that signs up in one morning keeps nobody from signing in.
"""

from dataclasses import dataclass
from datetime import timedelta

WINDOW = timedelta(minutes=15)
RETENTION = timedelta(days=1)
MAX_PER_ACCOUNT_AND_ADDRESS = 8
MAX_PER_ACCOUNT = 40
MAX_PER_ADDRESS = 120
MAX_REQUESTS_PER_ADDRESS = 300  # ten classes


@dataclass(frozen=True, slots=True)
class Failures:
    """Attempts inside the window that have not succeeded."""

    of_account_from_address: int
    of_account: int
    of_address: int

    def are_too_many(self, limit_of_address: int = MAX_PER_ADDRESS) -> bool:
        return (
            self.of_account_from_address >= MAX_PER_ACCOUNT_AND_ADDRESS
            or self.of_account >= MAX_PER_ACCOUNT
            or self.of_address >= limit_of_address
        )
