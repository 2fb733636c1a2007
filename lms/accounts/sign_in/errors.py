"""Errors of sign-in, links and passwords."""

from lms.kernel.errors import Expired, Invalid, NotFound, Unavailable


class LinkNotFound(NotFound):
    """Unknown link, or its person is suspended."""

    code = "link-not-found"


class LinkUsed(Expired):
    """The link was used."""

    code = "link-used"


class LinkExpired(Expired):
    """The link has expired."""

    code = "link-expired"


class SignInRefused(Invalid):
    """Unknown contact, wrong password or suspended account: the response does not tell which."""

    code = "sign-in-refused"


class SignInPaused(Unavailable):
    """Too many failed attempts for this account or from this address."""

    code = "sign-in-paused"


class PasswordMissing(Invalid):
    """No password was given."""

    code = "password-missing"


class PasswordTooShort(Invalid):
    """The password is shorter than the minimum."""

    code = "password-too-short"


class PasswordTooLong(Invalid):
    """The password is longer than the maximum."""

    code = "password-too-long"


class PasswordTooCommon(Invalid):
    """The password is in the list of common passwords, or has too few different characters."""

    code = "password-too-common"


class PasswordHasContact(Invalid):
    """The password is mainly the name or the contact of the person."""

    code = "password-has-contact"
