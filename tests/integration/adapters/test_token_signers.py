"""Keys in a PKCS#11 token: SoftHSM signs, and what it signed verifies like all else."""

import os
import subprocess
import sys

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from pydantic import ValidationError

from certificates.x509 import der_signature
from lms.adapters.key_files import KeyReadableByOthers
from lms.adapters.token_signers import TokenAccess, TokenUnusable, open_token_signers
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


def test_a_rotation_in_a_token_is_another_label(run, opened):
    refused = run("keys", "rotate")
    assert (refused.returncode, "PAYUNG_PKCS11_KEYS" in refused.stderr) == (1, True)


def test_a_module_without_token_and_pin_stops_the_start(tmp_path):
    with pytest.raises(ValidationError, match="PAYUNG_PKCS11_TOKEN"):
        Settings(data_dir=tmp_path, pkcs11_module=MODULE)
    pin = {"pkcs11_token": TOKEN, "pkcs11_pin_file": str(tmp_path / "pin")}
    assert Settings(data_dir=tmp_path, pkcs11_module=MODULE, **pin)
