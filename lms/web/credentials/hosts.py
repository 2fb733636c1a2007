"""Under which of our names we were asked: what was issued under an earlier one names that one."""

from flask import request

from certificates.issuer_host import parse_host
from lms.extensions import current_ports


def requested_host() -> str:
    """A former host where it was asked for; else the public one, whatever name was used."""
    host = request.host.lower()
    return host if host in current_ports().former_hosts else public_host()


def public_host() -> str:
    return parse_host(current_ports().public_url).authority


def is_former_host() -> bool:
    return requested_host() != public_host()


def former_hosts() -> tuple[str, ...]:
    """Names whose keys are listed beside those of the asked one."""
    return () if is_former_host() else current_ports().former_hosts
