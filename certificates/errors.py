"""Errors of certificates, their corrections, keys and files."""

from lms.kernel.errors import Conflict, Expired, Invalid, NotAllowed, NotFound, Unavailable


class CertificateNotFound(NotFound):
    code = "certificate-not-found"


class CertificateErased(Expired):
    """The certificate was issued, and the data of its holder was erased later."""

    code = "certificate-withdrawn"


class NameNotPrintable(Invalid):
    """No shipped font can draw some characters of the holder's name."""

    code = "certificate-name-not-printable"


class CertificateNotActive(Conflict):
    """The certificate is revoked, suspended, superseded, expired or erased."""

    code = "certificate-not-in-force"


class CorrectionNotFound(NotFound):
    code = "correction-not-found"


class CorrectionPending(Conflict):
    """A request for this certificate is waiting for a decision."""

    code = "correction-stands-open"


class CorrectionDecided(Conflict):
    code = "correction-decided"


class NameUnchanged(Invalid):
    """The requested name is the name on the certificate."""

    code = "correction-changes-nothing"


class OwnCorrection(NotAllowed):
    """People may not decide their own requests."""

    code = "correction-is-own"


class RenewalTooEarly(Conflict):
    code = "renewal-too-early"


class RefresherIncomplete(Conflict):
    """The refresher has not been started, or answers are missing."""

    code = "refresher-unfinished"


class NoPracticeQuestions(Conflict):
    """The course has no practice questions."""

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
    """The key is in use; replace it first."""

    code = "signing-key-in-use"


class SignerUnavailable(Unavailable):
    code = "signer-missing"


class CertificateFileLost(Unavailable):
    """A file is missing and cannot be made again with the same bytes."""

    code = "artefact-lost"
