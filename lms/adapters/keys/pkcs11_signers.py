"""Signers with keys in a PKCS#11 token (a hardware module, or SoftHSM).

Ed25519 uses CKM_EDDSA; P-256 uses CKM_ECDSA over SHA-256, which returns r||s. Missing keys are
generated in the token. Specimens are signed with key files.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, cast

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

if TYPE_CHECKING:
    from pkcs11 import Object, ObjectClass, Session
    from pkcs11 import Token as Pkcs11Token
    from pkcs11.types import SignMixin

X509_FILE = "document-token.crt"
EDWARDS25519 = b"\x13\x0cedwards25519"  # PrintableString (PKCS#11 2.40, SoftHSM)
OCTET_STRING = 4  # DER tag of a point
ED25519_POINT, P256_POINT = 32, 65  # bytes
PROBE = b"payung: does this private key belong to that public one?"


class TokenUnusable(Unavailable):
    code = "signing-token-unusable"


class PinFileUnreadable(Unavailable):
    code = "pin-file-unreadable"


@dataclass(frozen=True, slots=True)
class TokenAccess:
    """PKCS#11 module, token label, PIN file, and the prefix of the key labels."""

    module: str
    token: str
    pin_file: Path
    keys: str


@dataclass(frozen=True, slots=True)
class TokenSigners:
    """The `Signers` port: issuing keys in the token, specimen keys in files."""

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


def get_single_key(session: "Session", object_class: "ObjectClass", label: str) -> "Object":
    """Return the only key with this label. Raises NoSuchKey or MultipleObjectsReturned.

    `Session.get_key` is not used: if there are two keys, its search stays open until garbage
    collection, when the session may be closed.
    """
    from pkcs11 import Attribute, MultipleObjectsReturned, NoSuchKey

    matches = list(session.get_objects({Attribute.CLASS: object_class, Attribute.LABEL: label}))
    if not matches:
        raise NoSuchKey(label)
    if len(matches) > 1:
        raise MultipleObjectsReturned(label)
    return matches[0]


def read_pin(file: Path) -> str:
    """Raises PinFileUnreadable or KeyReadableByOthers."""
    try:
        require_private_file(file)
        return file.read_text().strip()
    except OSError as problem:
        raise PinFileUnreadable(file=str(file), reason=problem.strerror) from problem


class Token:
    """One session per process, used by one thread at a time. A forked child opens its own."""

    def __init__(self, access: TokenAccess) -> None:
        read_pin(access.pin_file)  # fail at start, not at the first signature
        self._access = access
        self._lock = Lock()
        self._process = 0
        self._session: Session | None = None

    def public_point(
        self, label: str, generate: "Callable[[Session, str], None]", *, size: int
    ) -> bytes:
        """Return the public point of a key, generated if missing. Raises TokenUnusable."""
        from pkcs11 import Attribute, NoSuchKey, ObjectClass

        def find(session: "Session") -> bytes:
            key = get_single_key(session, ObjectClass.PUBLIC_KEY, label)
            return bytes(key[Attribute.EC_POINT])

        def find_or_generate(session: "Session") -> bytes:
            try:
                return find(session)
            except NoSuchKey:
                generate(session, label)
            return find(session)

        encoded = bytes(self._run(find_or_generate))
        point = encoded.removeprefix(bytes((OCTET_STRING, size)))  # some modules omit the tag
        if len(point) != size:
            raise self.unusable(f"KeyTypeInconsistent {label}")
        return point

    def unusable(self, reason: str) -> TokenUnusable:
        """Return the error for this token."""
        return TokenUnusable(token=self._access.token, reason=reason)

    def sign(self, label: str, data: bytes, mechanism: str) -> bytes:
        """Raises TokenUnusable."""
        from pkcs11 import Mechanism, ObjectClass

        def sign(session: "Session") -> bytes:
            key = cast("SignMixin", get_single_key(session, ObjectClass.PRIVATE_KEY, label))
            return bytes(key.sign(data, mechanism=Mechanism[mechanism]))

        return bytes(self._run(sign))

    def _run(self, work: "Callable[[Session], bytes]") -> bytes:
        """Retry once with a new session, unless the session was opened for this call."""
        from pkcs11 import PKCS11Error

        with self._lock:
            was_open = self._process == os.getpid()
            try:
                return work(self._open())
            except PKCS11Error as problem:
                self._process = 0
                if not was_open:  # never try a wrong PIN twice
                    raise self.unusable(type(problem).__name__) from problem
        return self._run(work)  # the token may have been disconnected

    def _open(self) -> "Session":
        import pkcs11

        if self._session is None or self._process != os.getpid():
            try:
                library = pkcs11.lib(self._access.module)
            except RuntimeError as problem:
                raise self.unusable(str(problem)) from problem
            if self._session is not None:
                library.reinitialize()  # sessions from before a fork belong to the parent
            token = library.get_token(token_label=self._access.token)
            self._session = self._log_in(token)
            self._process = os.getpid()
        return self._session

    def _log_in(self, token: "Pkcs11Token") -> "Session":
        from pkcs11 import UserAlreadyLoggedIn

        pin = read_pin(self._access.pin_file)
        try:
            return token.open(rw=True, user_pin=pin)
        except UserAlreadyLoggedIn:  # by another session of this process
            return token.open(rw=True)


def open_token_signers(
    access: TokenAccess, folder: Path, passphrase: str, *, host: str
) -> TokenSigners:
    """Open the token. `folder` holds specimen keys and the document key's X.509 certificate.

    Raises TokenUnusable, PinFileUnreadable or KeyReadableByOthers.
    """
    token = Token(access)
    specimen, specimen_document = specimen_key_files(folder, passphrase, host=host)
    return TokenSigners(
        _signer(token, f"{access.keys}-ed25519"),
        _document_signer(token, f"{access.keys}-p256", folder / X509_FILE, host),
        specimen,
        specimen_document,
    )


def _signer(token: Token, label: str) -> KeySigner:
    public_key = token.public_point(label, _generate_ed25519, size=ED25519_POINT)

    def sign(message: bytes) -> bytes:
        return token.sign(label, message, "EDDSA")

    _require_matching_pair(
        token,
        label,
        lambda: Ed25519PublicKey.from_public_bytes(public_key).verify(sign(PROBE), PROBE),
    )
    return KeySigner(compute_key_id(public_key), public_key, sign)


def _document_signer(token: Token, label: str, path: Path, host: str) -> DocumentKeySigner:
    point = token.public_point(label, _generate_p256, size=P256_POINT)

    def sign(message: bytes) -> bytes:
        return token.sign(label, sha256(message).digest(), "ECDSA")

    def verify() -> None:
        public_key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
        public_key.verify(der_signature(sign(PROBE)), PROBE, ec.ECDSA(SHA256()))

    _require_matching_pair(token, label, verify)
    certificate = load_or_create_x509(path, point, name=host, sign=sign)
    return DocumentKeySigner(jwk_thumbprint(point), point, certificate, sign)


def _require_matching_pair(token: Token, label: str, verify: Callable[[], None]) -> None:
    """Raises TokenUnusable if public and private key do not belong together."""
    try:
        verify()
    except (InvalidSignature, ValueError) as problem:
        raise token.unusable(f"KeysOfTwoPairs {label}") from problem


def _generate_ed25519(session: "Session", label: str) -> None:
    from pkcs11 import Attribute, KeyType, Mechanism

    curve = session.create_domain_parameters(
        KeyType.EC_EDWARDS, {Attribute.EC_PARAMS: EDWARDS25519}, local=True
    )
    curve.generate_keypair(store=True, label=label, mechanism=Mechanism.EC_EDWARDS_KEY_PAIR_GEN)


def _generate_p256(session: "Session", label: str) -> None:
    from pkcs11 import Attribute, KeyType
    from pkcs11.util.ec import encode_named_curve_parameters

    parameters = encode_named_curve_parameters("secp256r1")
    curve = session.create_domain_parameters(
        KeyType.EC, {Attribute.EC_PARAMS: parameters}, local=True
    )
    curve.generate_keypair(store=True, label=label)
