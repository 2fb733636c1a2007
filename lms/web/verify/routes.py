"""Gathers the routes of this area on its blueprint."""

from lms.web.verify import drawn_names, files, lists, numbers, reports, scanner
from lms.web.verify.blueprint import bp

__all__ = ["bp", "drawn_names", "files", "lists", "numbers", "reports", "scanner"]
