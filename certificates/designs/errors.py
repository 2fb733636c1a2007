"""Errors of certificate designs."""

from lms.kernel.errors import Invalid, NotFound


class InvalidDesign(Invalid):
    """Unknown template or language, or too many signatories or logos."""

    code = "design-unfit"


class SignatoryIncomplete(Invalid):
    """A signatory lacks a name or an office."""

    code = "design-signatory-incomplete"


class LogoNameMissing(Invalid):
    """A logo without a text alternative."""

    code = "design-logo-unnamed"


class InvalidPicture(Invalid):
    """`reason` is that of certificates.pdf.uploaded_images."""

    code = "design-picture-unfit"


class PictureNotFound(NotFound):
    """There is no picture with this id."""

    code = "design-picture-not-found"
