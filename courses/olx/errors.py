"""What can be wrong with the archive of a course. The doors have a sentence for each reason."""

from lms.kernel.errors import Invalid, Unavailable


class CourseArchiveRejected(Invalid):
    """`reason` is one of `lms.olx_texts.REJECTION_TEXTS`; `detail` names the place."""

    code = "course-archive-rejected"

    def __init__(self, reason: str, detail: str = "") -> None:
        shown = detail[:200].encode(errors="replace").decode()  # JSON may hold halves of letters
        super().__init__(reason=reason, detail=shown)
        self.reason = reason
        self.detail = shown


class CourseArchiveBusy(Unavailable):
    """Another archive is being read or written in this process; of this one, nothing is begun."""

    code = "course-archive-busy"
