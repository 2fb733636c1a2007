"""Signing keys on disk: made once, and refused when others can read them."""

import stat
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256

import pytest

from certificates.keys import ed25519_keys


def test_a_key_is_made_once_and_readable_by_its_owner_only(tmp_path):
    folder = tmp_path / "keys"
    first, again = ed25519_keys.load_signer(folder), ed25519_keys.load_signer(folder)
    assert first.public_key == again.public_key
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert [stat.S_IMODE(file.stat().st_mode) for file in folder.iterdir()] == [0o600]


def test_of_two_starts_at_once_both_have_the_same_key(tmp_path):
    with ThreadPoolExecutor(8) as starts:
        signers = list(starts.map(lambda _: ed25519_keys.load_signer(tmp_path), range(8)))
    assert len({signer.public_key for signer in signers}) == 1
    assert len(list(tmp_path.iterdir())) == 1


def test_specimens_have_another_key(tmp_path):
    certificate, specimen = (
        ed25519_keys.load_signer(tmp_path),
        ed25519_keys.load_specimen_signer(tmp_path),
    )
    assert certificate.public_key != specimen.public_key


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660])
def test_a_key_that_others_can_read_is_refused(tmp_path, mode):
    ed25519_keys.load_signer(tmp_path)
    file = tmp_path / ed25519_keys.CERTIFICATE_KEY
    file.chmod(mode)
    with pytest.raises(ed25519_keys.KeyUnusable, match="readable-by-others"):
        ed25519_keys.load_signer(tmp_path)
    file.chmod(0o600)
    assert ed25519_keys.load_signer(tmp_path)


def test_a_passphrase_encrypts_the_file_and_is_needed_to_read_it(tmp_path):
    made = ed25519_keys.load_signer(tmp_path, "rahasia")
    assert b"ENCRYPTED" in (tmp_path / ed25519_keys.CERTIFICATE_KEY).read_bytes()
    assert ed25519_keys.load_signer(tmp_path, "rahasia").public_key == made.public_key
    for passphrase in ("", "salah"):
        with pytest.raises(ed25519_keys.KeyUnusable, match="passphrase"):
            ed25519_keys.load_signer(tmp_path, passphrase)


def test_a_damaged_file_is_refused_and_left_alone(tmp_path):
    file = tmp_path / ed25519_keys.CERTIFICATE_KEY
    file.write_bytes(b"not a key")
    file.chmod(0o600)
    with pytest.raises(ed25519_keys.KeyUnusable, match="damaged"):
        ed25519_keys.load_signer(tmp_path)
    assert file.read_bytes() == b"not a key"


def test_the_key_id_is_the_start_of_the_hash_of_the_public_key(tmp_path):
    signer = ed25519_keys.load_signer(tmp_path)
    assert signer.key_id == sha256(signer.public_key).digest()[:4]


def test_a_signer_shows_nothing_of_its_private_key(tmp_path):
    assert "sign=" not in repr(ed25519_keys.load_signer(tmp_path))
