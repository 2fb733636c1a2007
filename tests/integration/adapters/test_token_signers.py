"""Keys in a PKCS#11 token: SoftHSM signs, and what it signed verifies like all else."""

import os
import shutil
import subprocess
import sys

import pkcs11
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from pkcs11 import Attribute, KeyType, ObjectClass
from pydantic import ValidationError

from certificates.keys.x509 import der_signature
from lms.adapters.keys.key_files import KeyReadableByOthers
from lms.adapters.keys.pkcs11_signers import (
    TokenAccess,
    TokenUnusable,
    _generate_ed25519,
    _generate_p256,
    open_token_signers,
)
from lms.settings import Settings

MODULE = "/usr/lib/softhsm/libsofthsm2.so"
TOKEN, PIN = "payung-test", "84120573"


@pytest.fixture(scope="module")
def softhsm(tmp_path_factory):
    """A token of its own; the library reads its place once a process."""
    folder = tmp_path_factory.mktemp("softhsm")
    (folder / "tokens").mkdir()
    conf = folder / "softhsm2.conf"
    conf.write_text(f"directories.tokendir = {folder / 'tokens'}\nobjectstore.backend = file\n")
    os.environ["SOFTHSM2_CONF"] = str(conf)
    made = ["softhsm2-util", "--init-token", "--free", "--label", TOKEN]
    subprocess.run([*made, "--pin", PIN, "--so-pin", PIN], check=True, capture_output=True)
    yield folder
    del os.environ["SOFTHSM2_CONF"]


@pytest.fixture
def access(softhsm, tmp_path):
    pin_file = tmp_path / "pin"
    pin_file.write_text(f"{PIN}\n")
    pin_file.chmod(0o600)
    return TokenAccess(MODULE, TOKEN, pin_file, keys=f"payung-{tmp_path.name}")


@pytest.fixture
def opened(access, tmp_path):
    return open_token_signers(access, tmp_path / "keys", "", host="payung.example")


def test_ed25519_signs_in_the_token(opened):
    signature = opened.signer.sign(b"a message")
    key = Ed25519PublicKey.from_public_bytes(opened.signer.public_key)
    key.verify(signature, b"a message")
    assert len(signature) == 64


def test_p256_signs_in_the_token_and_has_its_x509(opened, tmp_path):
    signer = opened.document_signer
    signature = signer.sign_es256(b"a message")
    certificate = x509.load_der_x509_certificate(signer.certificate_der)
    key = certificate.public_key()
    key.verify(der_signature(signature), b"a message", ec.ECDSA(SHA256()))
    certificate.verify_directly_issued_by(certificate)
    assert certificate.subject.rfc4514_string() == "CN=payung.example"
    assert len(signature) == 64


def test_keys_are_made_once_and_stay_in_the_token(access, opened, tmp_path):
    again = open_token_signers(access, tmp_path / "keys", "", host="payung.example")
    assert again.signer.public_key == opened.signer.public_key
    assert again.document_signer.certificate_der == opened.document_signer.certificate_der
    names = {path.name for path in (tmp_path / "keys").iterdir()}
    assert not {"certificate-ed25519.pem", "document-p256.pem"} & names
    assert "specimen-ed25519.pem" in names


def test_another_label_gives_other_keys(access, opened, tmp_path):
    other = TokenAccess(MODULE, TOKEN, access.pin_file, keys=f"{access.keys}-2027")
    later = open_token_signers(other, tmp_path / "keys", "", host="payung.example")
    assert later.signer.key_id != opened.signer.key_id
    assert later.document_signer.key_id != opened.document_signer.key_id


def test_a_child_of_a_fork_signs_too(opened):
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.write(writing, opened.signer.sign(b"from a worker"))
        os._exit(0)
    os.waitpid(child, 0)
    signature = os.read(reading, 100)
    key = Ed25519PublicKey.from_public_bytes(opened.signer.public_key)
    key.verify(signature, b"from a worker")
    key.verify(opened.signer.sign(b"by the parent"), b"by the parent")


def test_a_pin_that_others_can_read_is_refused(access, tmp_path):
    access.pin_file.chmod(0o644)
    with pytest.raises(KeyReadableByOthers):
        open_token_signers(access, tmp_path / "keys", "", host="payung.example")
    access.pin_file.chmod(0o600)
    assert open_token_signers(access, tmp_path / "keys", "", host="payung.example")


@pytest.mark.parametrize("changed", ["token", "module"])
def test_a_token_that_cannot_be_used_says_so(access, tmp_path, changed):
    wrong = TokenAccess(
        "/nowhere/libnone.so" if changed == "module" else access.module,
        "another" if changed == "token" else access.token,
        access.pin_file,
        access.keys,
    )
    with pytest.raises(TokenUnusable) as refused:
        open_token_signers(wrong, tmp_path / "keys", "", host="payung.example")
    assert refused.value.code == "signing-token-unusable"


def session_of(token=TOKEN):
    """A session of somebody else on the machine, who may change the token."""
    return pkcs11.lib(MODULE).get_token(token_label=token).open(rw=True)


def make_key(label, kind):
    with session_of() as session:
        if kind == "rsa":
            session.generate_keypair(KeyType.RSA, 2048, store=True, label=label)
        else:
            {"p256": _generate_p256, "ed25519": _generate_ed25519}[kind](session, label)


@pytest.mark.parametrize(
    ("label", "kind"),
    [("ed25519", "p256"), ("p256", "ed25519"), ("ed25519", "rsa"), ("p256", "rsa")],
)
def test_a_key_of_another_type_under_our_label_is_refused(access, tmp_path, softhsm, label, kind):
    other = TokenAccess(MODULE, TOKEN, access.pin_file, keys=f"{access.keys}-first")
    assert open_token_signers(other, tmp_path / "keys", "", host="payung.example")
    make_key(f"{access.keys}-{label}", kind)
    with pytest.raises(TokenUnusable):
        open_token_signers(access, tmp_path / "keys", "", host="payung.example")


def test_two_keys_of_one_label_are_refused(access, opened, tmp_path):
    make_key(f"{access.keys}-ed25519", "ed25519")
    with pytest.raises(TokenUnusable) as refused:
        open_token_signers(access, tmp_path / "keys", "", host="payung.example")
    assert refused.value.parameters["reason"] == "MultipleObjectsReturned"


@pytest.mark.parametrize("label", ["ed25519", "p256"])
def test_a_private_key_of_another_pair_is_refused(access, opened, tmp_path, label):
    make_key(f"other-{access.keys}", label)
    with session_of() as session:
        own = session.get_key(object_class=ObjectClass.PRIVATE_KEY, label=f"{access.keys}-{label}")
        own.destroy()
        other = session.get_key(object_class=ObjectClass.PRIVATE_KEY, label=f"other-{access.keys}")
        other[Attribute.LABEL] = f"{access.keys}-{label}"
    with pytest.raises(TokenUnusable) as refused:
        open_token_signers(access, tmp_path / "keys", "", host="payung.example")
    assert refused.value.parameters["reason"].startswith("KeysOfTwoPairs")


def test_a_token_that_is_taken_away_says_so_and_signs_again_once_it_is_back(opened, softhsm):
    assert opened.signer.sign(b"before")
    away = (softhsm / "tokens").rename(softhsm / "away")
    (softhsm / "tokens").mkdir()
    try:
        with pytest.raises(TokenUnusable):
            opened.signer.sign(b"while it is away")
    finally:
        (softhsm / "tokens").rmdir()
        away.rename(softhsm / "tokens")
    key = Ed25519PublicKey.from_public_bytes(opened.signer.public_key)
    key.verify(opened.signer.sign(b"after"), b"after")


def test_of_two_tokens_with_one_label_none_is_chosen(access, softhsm, run):
    listed = run("keys", "list")
    assert listed.returncode == 0
    made = ["softhsm2-util", "--init-token", "--free", "--label", TOKEN]
    known = set((softhsm / "tokens").iterdir())
    subprocess.run([*made, "--pin", PIN, "--so-pin", PIN], check=True, capture_output=True)
    try:
        refused = run("keys", "list")
    finally:
        for folder in set((softhsm / "tokens").iterdir()) - known:
            shutil.rmtree(folder)
    assert (refused.returncode, "MultipleTokensReturned" in refused.stderr) == (1, True)


@pytest.fixture
def run(access, tmp_path, database_url):
    """Runs the program in a process of its own, which has not logged in yet."""
    given = {
        "PAYUNG_DATA_DIR": str(tmp_path / "data"),
        "PAYUNG_DATABASE_URL": database_url,
        "PAYUNG_PKCS11_MODULE": MODULE,
        "PAYUNG_PKCS11_TOKEN": TOKEN,
        "PAYUNG_PKCS11_PIN_FILE": str(access.pin_file),
        "PAYUNG_PKCS11_KEYS": access.keys,
    }

    def run(*arguments):
        command = [sys.executable, "-m", "lms.cli", *arguments]
        return subprocess.run(command, env=os.environ | given, capture_output=True, text=True)

    return run


def test_the_program_lists_the_keys_of_the_token_and_never_guesses_a_pin(run, access):
    listed = run("keys", "list", "--json")
    assert (listed.returncode, listed.stdout.count('"signs_now": true')) == (0, 4)
    access.pin_file.write_text("0000")
    refused = run("keys", "list")
    assert (refused.returncode, "PinIncorrect" in refused.stderr) == (1, True)


def test_a_missing_pin_is_told_with_its_variable(run, access):
    access.pin_file.unlink()
    refused = run("keys", "list")
    assert (refused.returncode, refused.stderr.count("\n")) == (1, 1)
    for word in ("PAYUNG_PKCS11_PIN_FILE", str(access.pin_file), "No such file"):
        assert word in refused.stderr


def test_a_rotation_in_a_token_is_another_label(run, opened):
    refused = run("keys", "rotate")
    assert (refused.returncode, "PAYUNG_PKCS11_KEYS" in refused.stderr) == (1, True)


def test_a_module_without_token_and_pin_stops_the_start(tmp_path):
    with pytest.raises(ValidationError, match="PAYUNG_PKCS11_TOKEN"):
        Settings(data_dir=tmp_path, pkcs11_module=MODULE)
    pin = {"pkcs11_token": TOKEN, "pkcs11_pin_file": str(tmp_path / "pin")}
    assert Settings(data_dir=tmp_path, pkcs11_module=MODULE, **pin)
