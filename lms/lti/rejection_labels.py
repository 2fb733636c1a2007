"""Why launches were rejected, in a few words for administrators."""

from typing import Final

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

REASONS: Final[dict[str, LazyString]] = {
    "lti-platform-unknown": _l("Another client id than those entered here, or none"),
    "lti-platform-stopped": _l("Launches are stopped, or not allowed yet"),
    "lti-platform-answered-error": _l("The platform sent an error instead of a token"),
    "lti-launch-unknown": _l("The launch was used before, or belongs to another browser"),
    "lti-launch-expired": _l("The sign-in at the platform took over ten minutes"),
    "lti-cookie-missing": _l("The browser did not keep the cookie of the launch"),
    "lti-token-unreadable": _l("The token cannot be read"),
    "lti-signature-wrong": _l("The token is signed with another key than those of the platform"),
    "lti-keys-unavailable": _l("The key set of the platform cannot be read"),
    "lti-busy": _l("Payung waited for other slow sites"),
    "lti-audience-wrong": _l("The token is meant for another issuer or client id"),
    "lti-nonce-wrong": _l("The token belongs to another launch"),
    "lti-token-expired": _l("The token has expired; compare the clocks"),
    "lti-token-from-future": _l("The token is dated in the future; compare the clocks"),
    "lti-deployment-unknown": _l("The deployment id is not entered here"),
    "lti-message-unsupported": _l("The message is none that Payung answers"),
    "lti-user-missing": _l("The platform sent no user id"),
    "lti-person-suspended": _l("The person is suspended in Payung"),
    "lti-person-has-role": _l("The person has a role, and signs in at Payung itself"),
    "lti-page-expired": _l("A page of the launch was open for too long"),
    "lti-review-not-allowed": _l("Somebody who does not teach the course asked for a result"),
    "lti-target-unknown": _l("The link names a page that does not exist, or of another course"),
}
RECEIVED: Final[dict[str, LazyString]] = {  # in the order of the pages
    "target": _l("Page that the link names"),
    "context_id": _l("Course at the platform"),
    "resource_link_id": _l("Link at the platform"),
    "issuer": _l("Issuer (platform id)"),
    "client_id": _l("Client id"),
    "deployment_id": _l("Deployment id"),
    "reason": _l("Reason"),
}
