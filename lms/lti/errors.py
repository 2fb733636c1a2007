"""Reasons for which a launch is rejected."""

import re
from collections.abc import Iterable, Mapping
from typing import Final

from lms.accounts.lti.queries import Platform
from lms.kernel.errors import NotAllowed

SHOWN_VALUE: Final = re.compile(r"[!-~]{1,255}")  # an id or address; no text that could mislead

REASONS: Final = frozenset(
    {
        "lti-platform-unknown",
        "lti-platform-stopped",
        "lti-platform-answered-error",
        "lti-launch-unknown",
        "lti-launch-expired",
        "lti-cookie-missing",
        "lti-token-unreadable",
        "lti-signature-wrong",
        "lti-keys-unavailable",
        "lti-busy",
        "lti-audience-wrong",
        "lti-nonce-wrong",
        "lti-token-expired",
        "lti-token-from-future",
        "lti-deployment-unknown",
        "lti-message-unsupported",
        "lti-user-missing",
        "lti-person-suspended",
        "lti-person-has-role",
        "lti-page-expired",
        "lti-review-not-allowed",
        "lti-target-unknown",
    }
)


class LaunchRejected(NotAllowed):
    """A launch is rejected. `code` says why.

    The page that says so may be framed by `frame_origins`, those of `platforms` if there are any,
    which count the rejection. `received` holds what administrators compare with the entry of the
    platform: never personal data, and only ids and addresses.
    """

    code = "lti-launch-unknown"

    def __init__(
        self,
        code: str,
        *,
        platforms: Iterable[Platform] = (),
        frame_origins: str = "",
        received: Mapping[str, object] | None = None,
    ) -> None:
        if code not in REASONS:
            raise ValueError(code)
        self.code = code
        super().__init__()
        self.platforms = tuple(platforms)
        self.own_frame_origins = frame_origins
        self.received = {
            name: value
            for name, value in (received or {}).items()
            if isinstance(value, str) and SHOWN_VALUE.fullmatch(value)
        }

    @property
    def frame_origins(self) -> str:
        known = " ".join(platform.frame_origins for platform in self.platforms)
        return known or self.own_frame_origins
