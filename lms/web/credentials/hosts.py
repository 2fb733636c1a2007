"""The host of a request: certificates issued under a former host name that host."""

from flask import request

from certificates.issuer_host import parse_host
from lms.extensions import current_ports


def requested_host() -> str:
    """Return the former host if the request names one, else the public host."""
    host = request.host.lower()
    return host if host in current_ports().former_hosts else public_host()


def public_host() -> str:
    """Return the current public host."""
    return parse_host(current_ports().public_url).authority


def is_former_host() -> bool:
    """Whether the request names a former host."""
    return requested_host() != public_host()


def former_hosts() -> tuple[str, ...]:
    """Return the hosts whose keys are listed beside those of the requested one."""
    return () if is_former_host() else current_ports().former_hosts
