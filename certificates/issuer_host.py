"""The host named on certificates: the authority of the public URL. Portable."""

from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

DEFAULT_PORTS = {"https": 443, "http": 80}


@dataclass(frozen=True, slots=True)
class Host:
    """The host that verifies a certificate; `authority` is lower case and in punycode."""

    authority: str
    is_secure: bool
    is_loopback: bool

    @property
    def is_public(self) -> bool:
        return self.is_secure and not self.is_loopback

    @property
    def origin(self) -> str:
        return f"{'https' if self.is_secure else 'http'}://{self.authority}"


def parse_host(public_url: str) -> Host:
    """Parse a public URL. Raises ValueError for more than scheme and authority."""
    parts = urlsplit(public_url)
    has_more = parts.path not in ("", "/") or parts.query or parts.fragment or parts.username
    if parts.scheme not in DEFAULT_PORTS or not parts.hostname or has_more:
        raise ValueError("a public URL is a scheme and a host")
    name = parts.hostname.encode("idna").decode("ascii").lower()
    name = f"[{name}]" if ":" in name else name
    port = "" if parts.port in (None, DEFAULT_PORTS[parts.scheme]) else f":{parts.port}"
    return Host(name + port, parts.scheme == "https", _is_loopback(parts.hostname))


def _is_loopback(hostname: str) -> bool:
    if hostname == "localhost" or hostname.endswith(".localhost"):
        return True
    try:
        return ip_address(hostname).is_loopback
    except ValueError:
        return False
