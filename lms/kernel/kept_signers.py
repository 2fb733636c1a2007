"""Serialisers of signed tokens that make their key and their signer once, not for each token."""

from collections.abc import Iterator
from typing import Any

from itsdangerous import TimestampSigner, URLSafeTimedSerializer


class OneDerivation(TimestampSigner):
    """Derives the key of each secret once, and not for each token."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._derived: dict[bytes, bytes] = {}

    def derive_key(self, secret_key: str | bytes | None = None) -> bytes:
        secret = self.secret_key if secret_key is None else secret_key
        secret = secret.encode() if isinstance(secret, str) else secret
        if secret not in self._derived:
            self._derived[secret] = super().derive_key(secret)
        return self._derived[secret]


class KeptSigners(URLSafeTimedSerializer):
    """One signer for all tokens, where itsdangerous makes one for each. No other is tried."""

    default_signer = OneDerivation

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._signers: dict[Any, Any] = {}

    def make_signer(self, salt: str | bytes | None = None) -> Any:
        if salt not in self._signers:
            self._signers[salt] = super().make_signer(salt)
        return self._signers[salt]

    def iter_unsigners(self, salt: str | bytes | None = None) -> Iterator[TimestampSigner]:
        yield self.make_signer(salt)
