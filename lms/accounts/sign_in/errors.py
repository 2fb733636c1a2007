"""What can go wrong when a person proves who they are."""

from lms.kernel.errors import Expired, Invalid, NotFound, Unavailable


class LinkNotFound(NotFound):
    code = "link-not-found"


class LinkUsed(Expired):
    code = "link-used"


class LinkExpired(Expired):
    code = "link-expired"


class SignInRefused(Invalid):
    """One answer for an unknown contact, another password, and a suspended account."""

    code = "sign-in-refused"


class SignInPaused(Unavailable):
    """Too many attempts that did not succeed, for this account or from this address."""

    code = "sign-in-paused"


class PasswordMissing(Invalid):
    code = "password-missing"


class PasswordTooShort(Invalid):
    code = "password-too-short"


class PasswordTooLong(Invalid):
    code = "password-too-long"


class PasswordTooCommon(Invalid):
    code = "password-too-common"


class PasswordHasContact(Invalid):
    """The password repeats the name or the contact."""

    code = "password-has-contact"
