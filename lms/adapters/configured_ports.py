"""Builds the ports of the domains from the settings."""

from pathlib import Path

from certificates.issuer_host import parse_host
from certificates.pdf.glyph_coverage import unprintable_characters
from lms.adapters.keys.answer_keys import FileAnswerKeys
from lms.adapters.keys.server_key import load_server_key
from lms.adapters.keys.signing_keys import open_signers
from lms.adapters.storage.ledger_file import FileLedger
from lms.kernel.ports import Ports, Signers
from lms.settings import Settings


def create_ports(settings: Settings) -> Ports:
    """Open keys and fill `Ports`. Raises ServerKeyMissing and other errors of keys."""
    host = parse_host(settings.origin).authority
    return Ports(
        server_key=load_server_key(settings.keys_dir / "server.key", settings.database_uri),
        signers=create_signers(settings, host),
        answer_keys=FileAnswerKeys(settings.keys_dir),
        ledger=FileLedger(settings.ledger_path),
        public_url=settings.origin,
        is_loopback=settings.has_loopback_origin,
        data_dir=settings.data_dir,
        former_hosts=settings.former_hosts,
        time_zone=settings.time_zone,
        unprintable=unprintable_characters,
    )


def create_signers(settings: Settings, host: str) -> Signers:
    """Open signers from key files, or from the PKCS#11 token that the settings name."""
    if not settings.pkcs11_module:
        return open_signers(settings.keys_dir, settings.key_passphrase, host=host)
    from lms.adapters.keys.pkcs11_signers import TokenAccess, open_token_signers

    access = TokenAccess(
        module=settings.pkcs11_module,
        token=settings.pkcs11_token,
        pin_file=Path(settings.pkcs11_pin_file),
        keys=settings.pkcs11_keys,
    )
    return open_token_signers(access, settings.keys_dir, settings.key_passphrase, host=host)
