"""What can go wrong with a design."""

from lms.kernel.errors import Invalid, NotFound


class InvalidDesign(Invalid):
    """A template, a language or a number of people or logos that no certificate can have."""

    code = "design-unfit"


class SignatoryIncomplete(Invalid):
    code = "design-signatory-incomplete"


class LogoNameMissing(Invalid):
    """A logo without words for those who do not see it."""

    code = "design-logo-unnamed"


class InvalidPicture(Invalid):
    """`reason` is that of certificates.pdf.uploaded_images."""

    code = "design-picture-unfit"


class PictureNotFound(NotFound):
    code = "design-picture-not-found"
