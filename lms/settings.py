"""Settings from PAYUNG_* environment variables; no other module reads the environment."""

import os
import re
from email.utils import parseaddr
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated
from urllib.parse import SplitResult, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, ValidationInfo, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

ROOT = Path(__file__).resolve().parent.parent
# URLs of the two databases that SQLAlchemy accepts; checked without importing it, which is slow
DATABASE_URL = re.compile(
    r"(sqlite(\+pysqlite)?|postgresql(\+psycopg)?)://"
    r"([^:/]*(:[^@]*)?@)?(\[[^/?]+\]|[^/:?]*)(:[0-9]*)?([/?].*)?"
)
ADDRESS_EXAMPLES = {  # their schemes are the allowed ones
    "redis_url": ("redis://localhost:6379/0", "rediss://redis.example:6379/0"),
    "mail_url": ("smtp://mail.example:25", "smtps://user:password@mail.example:465"),
    "message_gateway_url": ("https://gateway.example/send", "http://127.0.0.1:9000/send"),
    "quick_exit_url": ("https://weather.example", "http://weather.example"),
}
SENDER = re.compile(r"[^@\s<>]+@[^@\s<>]+")
MAX_PROCESSES = 8  # unless PAYUNG_WORKERS asks for more
DEFAULT_PORTS = {"https": 443, "http": 80}
HOST = re.compile(r"(\[[0-9a-f:.]+\]|[a-z0-9_.-]+)(:[1-9][0-9]*)?")


def usable_cores() -> int:
    """Return the number of cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class Settings(BaseSettings):
    """Validated settings. Raises ValidationError for missing or unsafe values."""

    model_config = SettingsConfigDict(
        env_prefix="PAYUNG_", env_ignore_empty=True, frozen=True, extra="forbid"
    )

    data_dir: Path = Field(Path("instance"), description="Folder of the database, keys and files.")
    host: str = Field("127.0.0.1", description="Address to listen on.")
    port: int = Field(8000, ge=1, le=65535, description="Port to listen on.")
    public_url: str = Field(
        "", description="Scheme and host that people type; default is host and port."
    )
    content_url: str = Field(
        "", description="Second origin, for course files and third-party packages."
    )
    database_url: str = Field(
        "", description="SQLAlchemy URL; default is SQLite in the data folder."
    )
    ledger_file: str = Field(
        "",
        description="File of what a restore replays, best on another disk; default is"
        " ledger.jsonl in the data folder.",
    )
    redis_url: str = Field("", description="Redis or Valkey for limits and waking workers.")
    workers: int | None = Field(
        None, ge=1, le=64, description="Processes that answer requests; by default see `processes`."
    )
    threads: int = Field(
        2, ge=1, le=256, description="Requests that one process answers at a time."
    )
    mail_url: str = Field("", description="SMTP server, as smtp(s)://user:password@host:port.")
    mail_from: str = Field("", description="Sender's address of mail.")
    message_gateway_url: str = Field("", description="HTTP gateway for messages to phones.")
    message_gateway_token: str = Field("", repr=False, description="Token of the gateway.")
    time_zone: str = Field("Asia/Jakarta", description="Zone of certificates and reports.")
    former_hosts: Annotated[tuple[str, ...], NoDecode] = Field(
        (), description="Hosts under which certificates were issued before, separated by commas."
    )
    quick_exit_url: str = Field("", description="Page outside that quick exit goes to when online.")
    service_worker: bool = Field(
        True, description="False takes the service worker, and pages that it keeps, from browsers."
    )
    key_passphrase: str = Field("", repr=False, description="Encrypts the signing keys on disk.")
    pkcs11_module: str = Field("", description="Library of a PKCS#11 token that holds the keys.")
    pkcs11_token: str = Field("", description="Label of that token.")
    pkcs11_pin_file: str = Field("", description="File with its PIN, mode 0600.")
    pkcs11_keys: str = Field("payung", description="Prefix of the labels of the keys in the token.")
    xblocks: Annotated[tuple[str, ...], NoDecode] = Field(
        (), description="Entry points of third-party blocks that may run, separated by commas."
    )
    log_level: str = Field("INFO", pattern="^(DEBUG|INFO|WARNING|ERROR)$", description="Log level.")
    trusted_proxies: int = Field(0, ge=0, le=5, description="Proxies whose X-Forwarded-* count.")

    @property
    def processes(self) -> int:
        """Number of worker processes: as set; else one per core, at most 8, with PostgreSQL and
        Redis; else 1. On SQLite several would compete for the write lock, and without Redis each
        would count rate limits separately."""
        if self.workers is not None:
            return self.workers
        is_shared = bool(self.redis_url) and not self.database_uri.startswith("sqlite")
        return min(usable_cores(), MAX_PROCESSES) if is_shared else 1

    @field_validator("former_hosts", "xblocks", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(part.strip() for part in value.split(",") if part.strip())
        return value

    @field_validator("data_dir")
    @classmethod
    def _absolute(cls, value: Path) -> Path:
        return value.absolute()

    @field_validator("host")
    @classmethod
    def _numeric(cls, value: str) -> str:
        """The server does not resolve names."""
        if value.lower() == "localhost":
            return "127.0.0.1"
        try:
            address = ip_address(re.sub(r"^\[(.+:.*)\]$", r"\1", value))
        except ValueError:
            address = None
        if address is None or "%" in value:
            raise ValueError("must be an address to listen on, such as 127.0.0.1 or ::1")
        return str(address)

    @field_validator("time_zone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError, OSError):  # IsADirectoryError for "Asia"
            raise ValueError("is not a time zone such as Asia/Jakarta") from None
        return value

    @field_validator("mail_from")
    @classmethod
    def _one_sender(cls, value: str) -> str:
        if value and not (value.isprintable() and SENDER.fullmatch(parseaddr(value)[1])):
            raise ValueError(
                "must be a mail address such as payung@payung.example or"
                " Payung <payung@payung.example>"
            )
        return value

    @field_validator("message_gateway_token")
    @classmethod
    def _fits_into_a_header(cls, value: str) -> str:
        if not (value.isascii() and value.isprintable()):
            raise ValueError("must be one line of ASCII letters, digits and signs")
        return value

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, value: str) -> str:
        if value and not DATABASE_URL.fullmatch(value):
            raise ValueError(
                "must be an address such as postgresql://payung@localhost/payung or"
                " sqlite:////srv/payung/payung.db"
            )
        return value

    @field_validator(*ADDRESS_EXAMPLES)
    @classmethod
    def _known_address(cls, value: str, info: ValidationInfo) -> str:
        examples = ADDRESS_EXAMPLES[str(info.field_name)]
        if value and not _has_host(
            urlsplit(value), *(urlsplit(example).scheme for example in examples)
        ):
            raise ValueError(f"must be an address such as {examples[0]} or {examples[1]}")
        return value

    @field_validator("former_hosts")
    @classmethod
    def _hosts_only(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        try:
            return tuple(urlsplit(_parse_origin(f"https://{host}")).netloc for host in value)
        except ValueError:
            raise ValueError("must be hosts without a scheme, such as payung.example") from None

    @field_validator("public_url", "content_url")
    @classmethod
    def _origin_only(cls, value: str) -> str:
        try:
            return _parse_origin(value) if value else ""
        except ValueError:
            raise ValueError(
                "must be a scheme and a host, such as https://payung.example"
            ) from None

    @model_validator(mode="after")
    def _safe_together(self) -> "Settings":
        if not self.has_loopback_origin and not self.origin.startswith("https://"):
            raise ValueError("PAYUNG_PUBLIC_URL must be https, or a loopback address")
        if self.has_loopback_origin and not _is_loopback(self.host):
            raise ValueError(  # a local trial needs no sign-in of an administrator
                "PAYUNG_HOST must be a loopback address such as 127.0.0.1, as PAYUNG_PUBLIC_URL is"
            )
        if (
            self.has_loopback_origin and self.trusted_proxies
        ):  # else its visitors would reach a site for local trials
            raise ValueError(
                "PAYUNG_TRUSTED_PROXIES must be 0 while PAYUNG_PUBLIC_URL is a loopback address"
            )
        if self.content_url:
            self._refuse_unsafe_content_url()
        if self.pkcs11_module and not (self.pkcs11_token and self.pkcs11_pin_file):
            raise ValueError(
                "PAYUNG_PKCS11_MODULE needs PAYUNG_PKCS11_TOKEN and PAYUNG_PKCS11_PIN_FILE"
            )
        if self.mail_url and not self.mail_from:
            raise ValueError("PAYUNG_MAIL_FROM is needed with PAYUNG_MAIL_URL")
        return self

    def _refuse_unsafe_content_url(self) -> None:
        content, origin = urlsplit(self.content_url), urlsplit(self.origin)
        if content.hostname == origin.hostname:
            raise ValueError("PAYUNG_CONTENT_URL must have another host than PAYUNG_PUBLIC_URL")
        if content.scheme != origin.scheme:  # browsers block http content on https pages
            raise ValueError(f"PAYUNG_CONTENT_URL must be {origin.scheme}, as PAYUNG_PUBLIC_URL is")

    @property
    def origin(self) -> str:
        """Scheme and authority of the public address."""
        if self.public_url:
            return self.public_url
        host = f"[{self.host}]" if ":" in self.host else self.host
        return _parse_origin(f"http://{host}:{self.port}")

    @property
    def has_loopback_origin(self) -> bool:
        return _is_loopback(urlsplit(self.origin).hostname or "")

    @property
    def database_uri(self) -> str:
        if self.database_url:
            return self.database_url.replace("postgresql://", "postgresql+psycopg://", 1)
        path = str(self.data_dir / "payung.db")  # escape ? and %
        return f"sqlite:///{path.replace('%', '%25').replace('?', '%3F')}"

    @property
    def ledger_path(self) -> Path:
        """The ledger: erasures and events of certificates, outside the database."""
        return Path(self.ledger_file or self.data_dir / "ledger.jsonl").absolute()

    @property
    def keys_dir(self) -> Path:
        return self.data_dir / "keys"

    @property
    def has_mail(self) -> bool:
        return bool(self.mail_url)


def _parse_origin(url: str) -> str:
    """Return the origin in punycode without a default port, as browsers and certificates use it.

    Raises ValueError unless the URL is a scheme and a host.
    """
    parts = urlsplit(url)
    name = (parts.hostname or "").removesuffix(".").encode("idna").decode("ascii")
    has_port = parts.port not in (None, DEFAULT_PORTS.get(parts.scheme))
    host = (f"[{name}]" if ":" in name else name) + (f":{parts.port}" if has_port else "")
    has_more = parts.path not in ("", "/") or set("?#@") & set(url) or not url.isprintable()
    if parts.scheme not in DEFAULT_PORTS or has_more or not HOST.fullmatch(host):
        raise ValueError
    return f"{parts.scheme}://{host}"


def _is_loopback(host: str) -> bool:
    """Whether the host is a loopback address."""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _has_host(address: SplitResult, *schemes: str) -> bool:
    try:
        has_port = address.port is None or address.port > 0
    except ValueError:  # its text may contain a password
        return False
    return has_port and address.scheme in schemes and bool(address.hostname)
