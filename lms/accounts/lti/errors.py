"""Errors of LTI platforms and their accounts."""

from lms.kernel.errors import Conflict, Invalid, NotFound


class LtiPlatformNotFound(NotFound):
    """There is no such platform."""

    code = "lti-platform-not-found"


class LtiPlatformTaken(Conflict):
    """Another row has the same issuer and client id."""

    code = "lti-platform-taken"


class LtiPlatformInvalid(Invalid):
    """A field of a platform is missing or not of the right form. Parameter: `field`."""

    code = "lti-platform-invalid"


class LtiAccountTaken(Conflict):
    """The account of the platform belongs to a person already."""

    code = "lti-account-taken"


class LtiRosterNotFound(NotFound):
    """There is no such roster of this platform."""

    code = "lti-roster-not-found"


class LtiRosterChanged(Conflict):
    """The platform's members, or the stored ones, have changed since they were shown."""

    code = "lti-roster-changed"


class LtiRegistrationUnknown(NotFound):
    """No registration has this address, or it has expired or was used."""

    code = "lti-registration-unknown"


class LtiRegistrationInUse(Conflict):
    """Another request registers a platform by this address at this moment."""

    code = "lti-registration-in-use"


class LtiRosterBusy(Conflict):
    """An older list of the same roster is being stored."""

    code = "lti-roster-busy"
