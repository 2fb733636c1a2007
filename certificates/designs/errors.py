"""Errors of certificate designs."""

from lms.kernel.errors import Invalid, NotFound


class InvalidDesign(Invalid):
    """Unknown template or language, or too many signatories or logos."""

    code = "design-unfit"


class SignatoryIncomplete(Invalid):
    code = "design-signatory-incomplete"


class LogoNameMissing(Invalid):
    """A logo without a text alternative."""

    code = "design-logo-unnamed"


class InvalidPicture(Invalid):
    """`reason` is that of certificates.pdf.uploaded_images."""

    code = "design-picture-unfit"


class PictureNotFound(NotFound):
    code = "design-picture-not-found"
