"""Signers whose keys stand in a PKCS#11 token (a hardware module, or SoftHSM) and never leave it.

Ed25519 by CKM_EDDSA, P-256 by CKM_ECDSA over SHA-256, which gives r||s. The keys are made in the
token at the first start. Specimens are signed with key files as everywhere.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from threading import Lock
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256

from certificates.keys.document_keys import DocumentKeySigner, jwk_thumbprint, load_or_create_x509
from certificates.keys.ed25519_keys import compute_key_id
from certificates.keys.signing import KeySigner
from certificates.keys.x509 import der_signature
from lms.adapters.keys.key_files import require_private_file
from lms.adapters.keys.signing_keys import KeyFile, specimen_key_files
from lms.kernel.errors import Unavailable

X509_FILE = "document-token.crt"
EDWARDS25519 = b"\x13\x0cedwards25519"  # a PrintableString, as PKCS#11 2.40 and SoftHSM want it
OCTET_STRING = 4  # the tag around a point
ED25519_POINT, P256_POINT = 32, 65  # bytes
PROBE = b"payung: does this private key belong to that public one?"


class TokenUnusable(Unavailable):
    code = "signing-token-unusable"


class PinFileUnreadable(Unavailable):
    code = "pin-file-unreadable"


@dataclass(frozen=True, slots=True)
class TokenAccess:
    """Which module, which token, and where its PIN stands; `keys` begins the labels of the keys."""

    module: str
    token: str
    pin_file: Path
    keys: str


@dataclass(frozen=True, slots=True)
class TokenSigners:
    """The `Signers` port: genuine keys in the token, those of specimens in files."""

    signer: KeySigner
    document_signer: DocumentKeySigner
    specimen: KeyFile[KeySigner]
    specimen_document: KeyFile[DocumentKeySigner]

    @property
    def specimen_signer(self) -> KeySigner:
        return self.specimen.signer()

    @property
    def specimen_document_signer(self) -> DocumentKeySigner:
        return self.specimen_document.signer()


def get_single_key(session: Any, object_class: Any, label: str) -> Any:
    """Reads all of that label: `get_key` leaves its search open where there are two, and it ends
    with the garbage, when the session may have been closed. Raises NoSuchKey or
    MultipleObjectsReturned.
    """
    from pkcs11 import Attribute, MultipleObjectsReturned, NoSuchKey

    wanted = {Attribute.CLASS: object_class, Attribute.LABEL: label}
    found = list(session.get_objects(wanted))
    if not found:
        raise NoSuchKey(label)
    if len(found) > 1:
        raise MultipleObjectsReturned(label)
    return found[0]


def read_pin(file: Path) -> str:
    """Raises PinFileUnreadable or KeyReadableByOthers."""
    try:
        require_private_file(file)
        return file.read_text().strip()
    except OSError as problem:
        raise PinFileUnreadable(file=str(file), reason=problem.strerror) from problem


class Token:
    """One session a process: a child of a fork opens its own. Signatures follow one another."""

    def __init__(self, access: TokenAccess) -> None:
        read_pin(access.pin_file)  # at the start, not at the first signature
        self._access = access
        self._lock = Lock()
        self._process = 0
        self._session: Any = None

    def public_point(self, label: str, make: Callable[[Any, str], None], *, size: int) -> bytes:
        """The point of a key, which is made unless it is there. Raises TokenUnusable."""
        from pkcs11 import Attribute, NoSuchKey, ObjectClass

        def find(session: Any) -> bytes:
            key = get_single_key(session, ObjectClass.PUBLIC_KEY, label)
            return bytes(key[Attribute.EC_POINT])

        def find_or_make(session: Any) -> bytes:
            try:
                return find(session)
            except NoSuchKey:
                make(session, label)
            return find(session)

        written = bytes(self._do(find_or_make))
        point = written.removeprefix(bytes((OCTET_STRING, size)))  # some modules leave it out
        if len(point) != size:
            raise self.unusable(f"KeyTypeInconsistent {label}")
        return point

    def unusable(self, reason: str) -> TokenUnusable:
        return TokenUnusable(token=self._access.token, reason=reason)

    def sign(self, label: str, data: bytes, mechanism: str) -> bytes:
        from pkcs11 import Mechanism, ObjectClass

        def sign(session: Any) -> bytes:
            key = get_single_key(session, ObjectClass.PRIVATE_KEY, label)
            return bytes(key.sign(data, mechanism=Mechanism[mechanism]))

        return bytes(self._do(sign))

    def _do(self, work: Callable[[Any], bytes]) -> bytes:
        from pkcs11 import PKCS11Error

        with self._lock:
            was_open = self._process == os.getpid()
            try:
                return work(self._open())
            except PKCS11Error as problem:
                self._process = 0
                if not was_open:  # a wrong PIN is never tried twice
                    raise self.unusable(type(problem).__name__) from problem
        return self._do(work)  # with a session of its own: the token may have been away

    def _open(self) -> Any:
        import pkcs11

        if self._process != os.getpid():
            try:
                library = pkcs11.lib(self._access.module)
            except RuntimeError as problem:
                raise self.unusable(str(problem)) from problem
            if self._session is not None:
                library.reinitialize()  # what was opened before a fork belongs to the parent
            token = library.get_token(token_label=self._access.token)
            self._session = self._log_in(token)
            self._process = os.getpid()
        return self._session

    def _log_in(self, token: Any) -> Any:
        from pkcs11 import UserAlreadyLoggedIn

        pin = read_pin(self._access.pin_file)
        try:
            return token.open(rw=True, user_pin=pin)
        except UserAlreadyLoggedIn:  # by another session of this process, which counts for all
            return token.open(rw=True)


def open_token_signers(
    access: TokenAccess, folder: Path, passphrase: str, *, host: str
) -> TokenSigners:
    """`folder` holds the key files of specimens and the X.509 certificate of the document key."""
    token = Token(access)
    specimen, specimen_document = specimen_key_files(folder, passphrase, host=host)
    return TokenSigners(
        _signer(token, f"{access.keys}-ed25519"),
        _document_signer(token, f"{access.keys}-p256", folder / X509_FILE, host),
        specimen,
        specimen_document,
    )


def _signer(token: Token, label: str) -> KeySigner:
    public_key = token.public_point(label, _make_ed25519, size=ED25519_POINT)

    def sign(message: bytes) -> bytes:
        return token.sign(label, message, "EDDSA")

    _require_matching_pair(
        token,
        label,
        lambda: Ed25519PublicKey.from_public_bytes(public_key).verify(sign(PROBE), PROBE),
    )
    return KeySigner(compute_key_id(public_key), public_key, sign)


def _document_signer(token: Token, label: str, path: Path, host: str) -> DocumentKeySigner:
    point = token.public_point(label, _make_p256, size=P256_POINT)

    def sign(message: bytes) -> bytes:
        return token.sign(label, sha256(message).digest(), "ECDSA")

    def verify() -> None:
        public_key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
        public_key.verify(der_signature(sign(PROBE)), PROBE, ec.ECDSA(SHA256()))

    _require_matching_pair(token, label, verify)
    certificate = load_or_create_x509(path, point, name=host, sign=sign)
    return DocumentKeySigner(jwk_thumbprint(point), point, certificate, sign)


def _require_matching_pair(token: Token, label: str, verify: Callable[[], None]) -> None:
    """A public key beside the private key of another pair would make a forgery of all we sign."""
    try:
        verify()
    except (InvalidSignature, ValueError) as problem:
        raise token.unusable(f"KeysOfTwoPairs {label}") from problem


def _make_ed25519(session: Any, label: str) -> None:
    from pkcs11 import Attribute, KeyType, Mechanism

    curve = session.create_domain_parameters(
        KeyType.EC_EDWARDS, {Attribute.EC_PARAMS: EDWARDS25519}, local=True
    )
    curve.generate_keypair(store=True, label=label, mechanism=Mechanism.EC_EDWARDS_KEY_PAIR_GEN)


def _make_p256(session: Any, label: str) -> None:
    from pkcs11 import Attribute, KeyType
    from pkcs11.util.ec import encode_named_curve_parameters

    parameters = encode_named_curve_parameters("secp256r1")
    curve = session.create_domain_parameters(
        KeyType.EC, {Attribute.EC_PARAMS: parameters}, local=True
    )
    curve.generate_keypair(store=True, label=label)
