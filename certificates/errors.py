"""Errors of certificates, their corrections, keys and files."""

from lms.kernel.errors import Conflict, Expired, Invalid, NotAllowed, NotFound, Unavailable


class CertificateNotFound(NotFound):
    """There is no such certificate, or it is another person's."""

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
    """There is no such request, or its holder was erased."""

    code = "correction-not-found"


class CorrectionPending(Conflict):
    """A request for this certificate is waiting for a decision."""

    code = "correction-stands-open"


class CorrectionDecided(Conflict):
    """The request was decided before."""

    code = "correction-decided"


class NameUnchanged(Invalid):
    """The requested name is the name on the certificate."""

    code = "correction-changes-nothing"


class OwnCorrection(NotAllowed):
    """People may not decide their own requests."""

    code = "correction-is-own"


class RenewalTooEarly(Conflict):
    """Renewal opens 90 days before validity ends."""

    code = "renewal-too-early"


class RefresherIncomplete(Conflict):
    """The refresher has not been started, or answers are missing."""

    code = "refresher-unfinished"


class NoPracticeQuestions(Conflict):
    """The course has no practice questions."""

    code = "nothing-to-refresh"


class UnknownRevocationReason(Invalid):
    """The code is not a reason for a revocation or suspension."""

    code = "revocation-reason-unknown"


class InvalidIssuerName(Invalid):
    """The name is empty or longer than `max` characters."""

    code = "issuer-name-unfit"


class InvalidIssuerUrl(Invalid):
    """The URL has no scheme or host."""

    code = "issuer-address-unfit"


class SigningKeyNotFound(NotFound):
    """No registered key has this id."""

    code = "signing-key-unknown"


class SigningKeyInUse(Conflict):
    """The key is in use; replace it first."""

    code = "signing-key-in-use"


class SignerUnavailable(Unavailable):
    """The current key was retired, so nothing can be signed."""

    code = "signer-missing"


class CertificateFileLost(Unavailable):
    """A file is missing and cannot be made again with the same bytes."""

    code = "artefact-lost"


class LedgerHasGap(Conflict):
    """The ledger does not continue the log of the database."""

    code = "ledger-has-gap"
