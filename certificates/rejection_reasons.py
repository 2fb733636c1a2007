"""Why a credential, token or status list is rejected: one code each. Portable.

The order is that of the checks: text, document form, proof, token, status list.
"""

from enum import StrEnum


class RejectionReason(StrEnum):
    """Codes of rejected documents; they are part of the public interface."""

    # text
    TOO_LARGE = "too-large"
    NOT_TEXT = "not-text"  # not UTF-8, or a lone surrogate
    NOT_JSON = "not-json"
    DUPLICATE_KEY = "duplicate-key"
    TOO_DEEP = "too-deep"
    NUMBER_NOT_PORTABLE = "number-unfit"  # not an integer that all parsers represent alike
    # document form: what JSON-LD processors would drop without an error
    FORM_UNKNOWN = "form-unknown"  # not written by this program
    CONTEXT_UNKNOWN = "context-unknown"  # missing, different or in another order
    CONTEXT_NESTED = "context-nested"
    KEYWORD_NOT_ALLOWED = (
        "keyword-foreign"  # @graph, @type and other forms that this program never writes
    )
    VALUE_EMPTY = "value-empty"  # null, [], {}: in the document, but not signed
    TERM_UNDEFINED = "term-undefined"  # not defined by the contexts
    TERM_ALIASED = "term-aliased"  # another name or form of a defined term
    IRI_RELATIVE = "iri-relative"  # RDF drops relative IRIs
    # proof
    PROOF_MISSING = "proof-missing"
    SEVERAL_PROOFS = "proof-doubled"
    PROOF_FORM = "proof-form"
    ALGORITHM_NOT_ALLOWED = "algorithm-refused"
    ISSUER_UNKNOWN = "issuer-foreign"  # the issuer is not this installation
    KEY_UNKNOWN = "key-unknown"
    KEY_COMPROMISED = "key-compromised"
    KEY_RETIRED = "key-retired"  # signed after the key was retired
    ISSUER_DIFFERS = "issuer-differs"
    SIGNATURE_INVALID = "signature-invalid"
    NOT_YET_VALID = "not-yet-valid"
    # token
    JWT_FORM = "jwt-form"
    JWT_ID_DIFFERS = "jwt-id-differs"
    JWT_SUBJECT_DIFFERS = "jwt-subject-differs"
    JWT_DATES_DIFFER = "jwt-dates-differ"
    # status list
    LIST_DIFFERS = "list-differs"  # not the requested list
    LIST_NOT_YET_VALID = "list-not-yet-valid"
    LIST_EXPIRED = "list-expired"  # possibly a replay
    LIST_FORM = "list-form"
    INDEX_OUT_OF_RANGE = "index-out-of-range"


class DocumentRejected(ValueError):
    """A document fails verification; `reason` says why."""

    def __init__(self, reason: RejectionReason) -> None:
        super().__init__(reason.value)
        self.reason = reason
