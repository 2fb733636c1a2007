"""All routes of documents for third-party software, on one blueprint."""

from lms.web.credentials import credentials, issuer, status_lists
from lms.web.credentials.blueprint import bp

__all__ = ["bp", "credentials", "issuer", "status_lists"]
