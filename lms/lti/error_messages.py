"""Messages for rejected launches. Each says what to do."""

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

MESSAGES: dict[str, LazyString] = {
    "lti-platform-unknown": _l(
        "This learning platform is not connected to Payung. Tell the person who runs your "
        "platform: issuer and client id must be the same on both sides."
    ),
    "lti-platform-stopped": _l(
        "The people who run Payung have stopped this learning platform, or have not allowed it "
        "yet. Ask them when it opens again."
    ),
    "lti-platform-answered-error": _l(
        "Your learning platform did not confirm who you are. Go back to your course there, "
        "sign in again if it asks you to, and open Payung once more."
    ),
    "lti-launch-unknown": _l(
        "This link was used before, or was made for another browser. "
        "Go back to your course on the learning platform and open Payung from there again."
    ),
    "lti-launch-expired": _l(
        "Opening Payung took too long. "
        "Go back to your course on the learning platform and open it from there again."
    ),
    "lti-cookie-missing": _l(
        "Your browser did not keep the cookie that protects this step. Allow cookies for this "
        "site: mostly all cookies are blocked, as in some private windows. Then open Payung from "
        "your course on the learning platform again."
    ),
    "lti-token-unreadable": _l(
        "The message of your learning platform could not be read. Open Payung from your course "
        "again; if this page comes back, tell the person who runs the platform."
    ),
    "lti-signature-wrong": _l(
        "The message was not signed with a key of your learning platform. Open Payung from your "
        "course again; if this page comes back, tell the person who runs the platform."
    ),
    "lti-keys-unavailable": _l(
        "The keys of your learning platform cannot be read. Wait a minute and open Payung from "
        "your course again; if this page comes back, tell the person who runs the platform."
    ),
    "lti-busy": _l(
        "Payung waits for other sites that are slow at this moment. "
        "Wait ten seconds and open Payung from your course again."
    ),
    "lti-audience-wrong": _l(
        "The message of your learning platform was meant for another tool. Tell the person who "
        "runs the platform: issuer and client id must be the same on both sides."
    ),
    "lti-nonce-wrong": _l(
        "The message belongs to another launch. "
        "Go back to your course on the learning platform and open Payung from there again."
    ),
    "lti-token-expired": _l(
        "The message of your learning platform has expired. Open Payung from your course again; "
        "if this page comes back, the clock of the platform may be wrong."
    ),
    "lti-token-from-future": _l(
        "The message of your learning platform is dated in the future. Open Payung from your "
        "course again; if this page comes back, the clock of the platform may be wrong."
    ),
    "lti-deployment-unknown": _l(
        "Payung does not know this deployment of your platform. "
        "Tell the person who runs the platform: its deployment id must be entered in Payung."
    ),
    "lti-message-unsupported": _l(
        "Payung does not understand this kind of message from a learning platform. "
        "Tell the person who runs the platform: the tool needs LTI version 1.3, and its login "
        "address ends with /lti/login. Payung answers resource links, deep links and submission "
        "reviews."
    ),
    "lti-user-missing": _l(
        "Your learning platform did not say who opens Payung. Sign in there first; if you are "
        "signed in, tell the person who runs the platform that Payung needs a user id."
    ),
    "lti-person-suspended": _l(
        "Your account here is suspended. Ask the people who run Payung to let you in again."
    ),
    "lti-person-has-role": _l(
        "Your account has tasks for other people in Payung, so a learning platform cannot sign "
        "you in. Open Payung in a tab of its own and sign in there. If you cannot, ask the people "
        "who run Payung for a link."
    ),
    "lti-review-not-allowed": _l(
        "Only people who teach this course on the learning platform see results of others."
    ),
    "lti-target-unknown": _l(
        "This link names a page that Payung does not have, or a page of another course. You did "
        "nothing wrong, and nothing was stored. Tell your teacher: whoever made the link on the "
        "learning platform must choose the page again."
    ),
    "lti-page-expired": _l(
        "This page was open for a long time. "
        "Go back to your course on the learning platform and open Payung from there again."
    ),
    "fetch-failed": _l("Another server did not answer as it should: %(reason)s."),
    "lti-platform-not-found": _l("There is no such learning platform here."),
    "lti-platform-taken": _l("A platform with this issuer and client id is entered already."),
    "lti-origin-invalid": _l(
        "Each line must be https:// and a host, without a path, such as https://moodle.example."
    ),
    "lti-address-invalid": _l("This must be an address that begins with https://."),
    "lti-address-own": _l("This is an address of Payung. Copy the one that the platform shows."),
    "lti-platform-invalid": _l("Please check this entry: %(field)s."),
    "lti-registration-unknown": _l(
        "This registration address does not exist, has expired or was used. "
        "Ask the administrator of Payung for a new one."
    ),
    "lti-registration-in-use": _l(
        "A registration with this address is under way. Try again in a minute."
    ),
    "lti-roster-not-found": _l("There is no such list of members."),
    "lti-roster-changed": _l(
        "The members have changed since this page was made. Nothing was stored; check it again."
    ),
    "lti-roster-busy": _l(
        "An older list is still being stored. Compare again once that has ended."
    ),
    "lti-account-taken": _l("This account of the learning platform belongs to somebody already."),
}
