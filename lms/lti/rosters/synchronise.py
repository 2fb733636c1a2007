"""Read a roster from its platform."""

from time import monotonic
from typing import Final

from lms.accounts.lti.keys import signing_key
from lms.accounts.lti.queries import Platform
from lms.accounts.lti.roster_queries import StoredRoster
from lms.adapters.http.fetch import FetchFailed, RequestSender, fetch
from lms.extensions import current_ports, db
from lms.kernel.clock import utc_now
from lms.lti.rosters.membership_service import SCOPE, MemberList, read_members
from lms.lti.service_token import request_token

NO_KEY: Final = "no-key"
SECONDS: Final = 20.0  # for the access token and all pages, in a job


def read_roster(
    platform: Platform,
    stored: StoredRoster,
    *,
    seconds: float = SECONDS,
    send: RequestSender = fetch,
) -> MemberList:
    """The members whom the platform names now, within `seconds`.

    Raises FetchFailed, and what `send` raises.
    """
    deadline = monotonic() + seconds
    is_trial = current_ports().is_loopback
    key = signing_key(db.session(), now=utc_now())
    if key is None:
        raise FetchFailed(reason=NO_KEY)
    db.session().rollback()  # no connection waits for the platform
    token = request_token(
        platform.token_url,
        platform.client_id,
        key,
        scope=SCOPE,
        now=utc_now(),
        allow_loopback=is_trial,
        seconds=seconds,
        send=send,
    )
    return read_members(
        stored.roster.memberships_url,
        context_id=stored.roster.context_id,
        token=token.text,
        allow_loopback=is_trial,
        seconds=deadline - monotonic(),
        send=send,
    )
