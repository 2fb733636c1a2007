"""Read the members of a course from its platform: NRPS 2.0, section 2."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http import HTTPStatus
from time import monotonic
from typing import Any, Final
from urllib.parse import urljoin, urlsplit

from lms.accounts.lti.limits import MAX_ID_LENGTH
from lms.accounts.lti.rosters import PlatformMember
from lms.adapters.http.fetch import FetchedResponse, FetchFailed, RequestSender, fetch
from lms.kernel.texts.texts import printable_or_empty
from lms.lti.claims import has_role, name_of

SCOPE: Final = "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly"
MEDIA_TYPE: Final = "application/vnd.ims.lti-nrps.v2.membershipcontainer+json"
LEARNERS: Final = ("Learner",)
MAX_PAGE_SIZE: Final = 2_097_152  # bytes
MAX_PAGES: Final = 100
MAX_MEMBERS: Final = 5_000
LINK: Final = re.compile(r'<([^<>]*)>((?:\s*;\s*[\w*-]+\s*=\s*(?:"[^"]*"|[^\s",;]+))*)')
NEXT: Final = re.compile(r';\s*rel\s*=\s*(?:"([^"]*)"|([^\s",;]+))', re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class MemberList:
    """The learners of a course, and how many other members it has, such as teachers."""

    learners: tuple[PlatformMember, ...]
    others: int


def read_members(
    url: str,
    *,
    context_id: str,
    token: str,
    allow_loopback: bool,
    seconds: float,
    send: RequestSender = fetch,
) -> MemberList:
    """Read all pages within `seconds`.

    Raises FetchFailed, also for a list that is not whole, and what `send` raises.
    """
    deadline = monotonic() + seconds

    def read_page(address: str) -> FetchedResponse:
        remaining = deadline - monotonic()
        if remaining <= 0:
            raise FetchFailed(reason="timeout")
        return send(
            address,
            headers={"Accept": MEDIA_TYPE, "Authorization": f"Bearer {token}"},
            seconds=remaining,
            max_size=MAX_PAGE_SIZE,
            allow_loopback=allow_loopback,
        )

    learners: dict[str, PlatformMember] = {}
    others = 0
    for entry in _entries(url, context_id, read_page):
        member = parse_member(entry)
        if member is None:
            others += 1
        else:
            learners[member.subject] = member
        if len(learners) + others > MAX_MEMBERS:
            raise FetchFailed(reason="too-many-members")
    return MemberList(tuple(learners.values()), others)


def parse_member(entry: Any) -> PlatformMember | None:
    """A learner; None for other roles and people whom the platform has deleted.

    Raises FetchFailed for an entry without a user id: a list that is not whole would make others
    look as if they had left.
    """
    user_id = entry.get("user_id") if isinstance(entry, dict) else None
    subject = printable_or_empty(user_id, max_length=MAX_ID_LENGTH)
    if not subject:
        raise FetchFailed(reason="not-a-roster")
    roles, status = entry.get("roles"), entry.get("status", "Active")
    if status == "Deleted" or not has_role(roles, LEARNERS):
        return None
    return PlatformMember(subject, name_of(entry), is_active=status == "Active")


def next_page(response: FetchedResponse, url: str) -> str | None:
    """The address of the next page (RFC 8288). Raises FetchFailed if it is of another server.

    The token was issued for this server alone.
    """
    for target, parameters in LINK.findall(response.headers.get("link", "")):
        relation = NEXT.search(parameters)
        names = (relation[1] or relation[2] or "") if relation else ""
        if "next" not in names.lower().split():
            continue
        address = str(urljoin(url, target))
        if urlsplit(address)[:2] != urlsplit(url)[:2]:
            raise FetchFailed(reason="next-page-elsewhere")
        return address
    return None


def _entries(
    url: str, context_id: str, read_page: Callable[[str], FetchedResponse]
) -> Iterator[Any]:
    seen: set[str] = set()
    address: str | None = url
    while address is not None:
        if address in seen or len(seen) == MAX_PAGES:
            raise FetchFailed(reason="too-many-pages")
        seen.add(address)
        response = read_page(address)
        if response.status != HTTPStatus.OK:
            raise FetchFailed(reason=f"members-{response.status}")
        yield from _container(response, context_id)
        address = next_page(response, address)


def _container(response: FetchedResponse, context_id: str) -> list[Any]:
    try:
        container = json.loads(response.body)
        members, context = container["members"], container.get("context") or {}
        named = context.get("id", context_id)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise FetchFailed(reason="not-a-roster") from None
    if not isinstance(members, list):
        raise FetchFailed(reason="not-a-roster")
    if named != context_id:
        raise FetchFailed(reason="another-course")
    return members
