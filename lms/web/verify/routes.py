"""All routes of the verification pages, on one blueprint."""

from lms.web.verify import files, lists, name_images, numbers, reports, scanner
from lms.web.verify.blueprint import bp

__all__ = ["bp", "files", "lists", "name_images", "numbers", "reports", "scanner"]
