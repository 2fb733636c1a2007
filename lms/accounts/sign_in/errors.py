"""Errors of sign-in, links and passwords."""

from lms.kernel.errors import Expired, Invalid, NotFound, Unavailable


class LinkNotFound(NotFound):
    code = "link-not-found"


class LinkUsed(Expired):
    code = "link-used"


class LinkExpired(Expired):
    code = "link-expired"


class SignInRefused(Invalid):
    """Unknown contact, wrong password or suspended account: the response does not tell which."""

    code = "sign-in-refused"


class SignInPaused(Unavailable):
    """Too many failed attempts for this account or from this address."""

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
    """The password is mainly the name or the contact of the person."""

    code = "password-has-contact"
