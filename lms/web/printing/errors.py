"""Errors of printed courses."""

from lms.kernel.errors import NotFound, Unavailable


class PrintNotFound(NotFound):
    """The course has no module of this code."""

    code = "print-not-found"


class PrintFailed(Unavailable):
    """The process that lays out the documents ended without them."""

    code = "print-failed"
