"""Gathers the routes of this area on its blueprint."""

from lms.web.credentials import credentials, issuer, status_lists
from lms.web.credentials.blueprint import bp

__all__ = ["bp", "credentials", "issuer", "status_lists"]
