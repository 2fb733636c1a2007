"""Errors of files of courses."""

from lms.kernel.errors import NotFound


class StaticFileNotFound(NotFound):
    """There is no such file, or the person may not read its course."""

    code = "static-file-not-found"
