"""What can go wrong with a design."""

from lms.kernel.errors import Invalid, NotFound


class DesignUnfit(Invalid):
    """A template, a language or a number of people or logos that no certificate can have."""

    code = "design-unfit"


class SignatoryIncomplete(Invalid):
    code = "design-signatory-incomplete"


class LogoUnnamed(Invalid):
    """A logo without words for those who do not see it."""

    code = "design-logo-unnamed"


class PictureUnfit(Invalid):
    """`reason` is that of certificates.pdf.uploaded_images."""

    code = "design-picture-unfit"


class PictureNotFound(NotFound):
    code = "design-picture-not-found"
