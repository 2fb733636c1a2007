"""What can go wrong with certificates."""

from lms.kernel.errors import Conflict, Expired, Invalid, NotAllowed, NotFound, Unavailable


class CertificateNotFound(NotFound):
    code = "certificate-not-found"


class CertificateErased(Expired):
    """It was issued, and its holder's data has been erased since."""

    code = "certificate-withdrawn"


class NameNotPrintable(Invalid):
    """No shipped font can draw some characters of the holder's name."""

    code = "certificate-name-not-printable"


class CertificateNotActive(Conflict):
    """It is revoked, suspended, superseded, expired or withdrawn, so this cannot be done to it."""

    code = "certificate-not-in-force"


class CorrectionNotFound(NotFound):
    code = "correction-not-found"


class CorrectionPending(Conflict):
    """A request for this certificate waits for a decision already."""

    code = "correction-stands-open"


class CorrectionDecided(Conflict):
    code = "correction-decided"


class NameUnchanged(Invalid):
    """The name asked for stands on the certificate."""

    code = "correction-changes-nothing"


class OwnCorrection(NotAllowed):
    """Who asked for another name does not decide about it."""

    code = "correction-is-own"


class RenewalTooEarly(Conflict):
    code = "renewal-too-early"


class RefresherIncomplete(Conflict):
    """It has not been begun, or answers are missing."""

    code = "refresher-unfinished"


class NoPracticeQuestions(Conflict):
    """The course has no questions to practise."""

    code = "nothing-to-refresh"


class UnknownRevocationReason(Invalid):
    code = "revocation-reason-unknown"


class InvalidIssuerName(Invalid):
    code = "issuer-name-unfit"


class InvalidIssuerUrl(Invalid):
    code = "issuer-address-unfit"


class SigningKeyNotFound(NotFound):
    code = "signing-key-unknown"


class SigningKeyInUse(Conflict):
    """It signs now; another key has to take its place first."""

    code = "signing-key-in-use"


class SignerUnavailable(Unavailable):
    code = "signer-missing"


class CertificateFileLost(Unavailable):
    """A file is gone and cannot be made again byte for byte."""

    code = "artefact-lost"
