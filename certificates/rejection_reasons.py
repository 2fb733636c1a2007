"""Why a credential, a token or a status list is refused: one code each. Portable.

The order is that of the checks, from the outside inwards: a file is first read as text, then as a
document of ours, then its proof is looked at, and only then what it says.
"""

from enum import StrEnum


class RejectionReason(StrEnum):
    # as text
    TOO_LARGE = "too-large"
    NOT_TEXT = "not-text"  # not UTF-8, or half of a surrogate pair
    NOT_JSON = "not-json"
    DUPLICATE_KEY = "duplicate-key"
    TOO_DEEP = "too-deep"
    NUMBER_NOT_PORTABLE = "number-unfit"  # not a whole number that every reader holds alike
    # as a document: what JSON-LD would drop silently before it is signed
    FORM_UNKNOWN = "form-unknown"  # not a document that this program would have written
    CONTEXT_UNKNOWN = "context-unknown"  # missing, another, or in another order
    CONTEXT_NESTED = "context-nested"
    KEYWORD_NOT_ALLOWED = "keyword-foreign"  # @graph, @type and other forms that we never write
    VALUE_EMPTY = "value-empty"  # null, [], {}: in the document, yet not in the signature
    TERM_UNDEFINED = "term-undefined"  # the contexts do not define it, or map it to nothing
    TERM_ALIASED = "term-aliased"  # another name, or another form, for the same thing
    IRI_RELATIVE = "iri-relative"  # RDF drops what refers to no absolute address
    # the proof
    PROOF_MISSING = "proof-missing"
    SEVERAL_PROOFS = "proof-doubled"
    PROOF_FORM = "proof-form"
    ALGORITHM_NOT_ALLOWED = "algorithm-refused"
    ISSUER_UNKNOWN = "issuer-foreign"  # names an issuer that is not this installation
    KEY_UNKNOWN = "key-unknown"
    KEY_COMPROMISED = "key-compromised"
    KEY_RETIRED = "key-retired"  # what it signed before counts, this is from later
    ISSUER_DIFFERS = "issuer-differs"
    SIGNATURE_INVALID = "signature-invalid"
    NOT_YET_VALID = "not-yet-valid"
    # a token
    JWT_FORM = "jwt-form"
    JWT_ID_DIFFERS = "jwt-id-differs"
    JWT_SUBJECT_DIFFERS = "jwt-subject-differs"
    JWT_DATES_DIFFER = "jwt-dates-differ"
    # a status list
    LIST_DIFFERS = "list-differs"  # another list than the one that was asked for
    LIST_NOT_YET_VALID = "list-not-yet-valid"
    LIST_EXPIRED = "list-expired"  # perhaps an old one, shown again
    LIST_FORM = "list-form"
    INDEX_OUT_OF_RANGE = "index-out-of-range"


class DocumentRejected(ValueError):
    """A document is not what it says it is."""

    def __init__(self, reason: RejectionReason) -> None:
        super().__init__(reason.value)
        self.reason = reason
