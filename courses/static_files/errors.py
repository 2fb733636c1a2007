"""What can be wrong with a file of a course."""

from lms.kernel.errors import NotFound


class StaticFileNotFound(NotFound):
    """There is no such file, or whoever asks is no reader of its course."""

    code = "static-file-not-found"
