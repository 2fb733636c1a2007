"""Files of answers as a phone makes them: the other half of what the server opens."""

import hmac
import json
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat


def text_of(data):
    return urlsafe_b64encode(data).decode().rstrip("=")


def marked(key, attempt_id, response_id, body):
    """One answer, marked with the key that the page of its attempt was given."""
    said = f"{attempt_id}|{response_id}|{body}"
    mac = hmac.new(urlsafe_b64decode(key), said.encode(), sha256).digest()
    return {"attempt": str(attempt_id), "id": str(response_id), "body": body, "mac": text_of(mac)}


def answers_file(public, answers, **changed):
    """Sealed to the server's public key; `changed` fields stand outside."""
    return sealed_file(public, json.dumps({"answers": answers}).encode(), **changed)


def sealed_file(public, inside, *, sealed_as="payung-answers", **changed):
    """`sealed_as` is the format that is authenticated with the contents."""
    own = ec.generate_private_key(ec.SECP256R1())
    ephemeral = own.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    theirs = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), public.point)
    label = f"{sealed_as} 1|".encode()
    info = label + ephemeral + public.point
    key = HKDF(SHA256(), 32, salt=None, info=info).derive(own.exchange(ec.ECDH(), theirs))
    nonce = secrets.token_bytes(12)
    outside = {
        "format": sealed_as,
        "version": 1,
        "key": public.kid,
        "ephemeral": text_of(ephemeral),
        "sealed": text_of(nonce + AESGCM(key).encrypt(nonce, inside, label)),
    }
    return json.dumps(outside | changed).encode()
