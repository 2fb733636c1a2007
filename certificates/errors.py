"""What can go wrong with certificates."""

from lms.kernel.errors import Expired, Invalid, NotFound, Unavailable


class CertificateNotFound(NotFound):
    code = "certificate-not-found"


class CertificateWithdrawn(Expired):
    """It was issued, and its holder's data has been erased since."""

    code = "certificate-withdrawn"


class NameNotPrintable(Invalid):
    """No shipped font can draw some characters of the holder's name."""

    code = "certificate-name-not-printable"


class RevocationReasonUnknown(Invalid):
    code = "revocation-reason-unknown"


class IssuerNameUnfit(Invalid):
    code = "issuer-name-unfit"


class IssuerAddressUnfit(Invalid):
    code = "issuer-address-unfit"


class SignerMissing(Unavailable):
    code = "signer-missing"


class ArtefactLost(Unavailable):
    """A file is gone and cannot be made again byte for byte."""

    code = "artefact-lost"
