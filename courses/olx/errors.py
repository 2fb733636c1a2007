"""Errors of course archives. `lms.olx_texts` has a text for each reason."""

from lms.kernel.errors import Invalid, Unavailable


class CourseArchiveRejected(Invalid):
    """`reason` is a key of `lms.olx_texts.REJECTION_TEXTS`; `detail` names the location."""

    code = "course-archive-rejected"

    def __init__(self, reason: str, detail: str = "") -> None:
        shown = detail[:200].encode(errors="replace").decode()  # JSON may hold lone surrogates
        super().__init__(reason=reason, detail=shown)
        self.reason = reason
        self.detail = shown


class CourseArchiveBusy(Unavailable):
    """Another archive is being processed; this one was not begun."""

    code = "course-archive-busy"
