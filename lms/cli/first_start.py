"""What a start finds missing in the database: the course, the local trial, an administrator."""

from pathlib import Path
from typing import TYPE_CHECKING

from lms.extensions import transaction
from lms.kernel.clock import utc_now

if TYPE_CHECKING:
    from lms.settings import Settings

CONTENT = Path(__file__).resolve().parent.parent.parent / "courses" / "content"


def load_courses(settings: "Settings") -> None:
    """Take every course of `courses/content/` in; a draft opens by itself on loopback only."""
    from courses.course_files.reader import read_course

    from courses.outline import service as outline
    from lms.workflows.import_course import import_course

    for folder in sorted(path for path in CONTENT.iterdir() if path.is_dir()):
        files = read_course(folder)
        now = utc_now()
        with transaction() as session:
            version_id = import_course(session, files, now=now)
            if settings.has_loopback_origin:
                outline.open_pilot(
                    session,
                    version_id,
                    opened_by=None,
                    name="",
                    reason="local trial on this computer",
                    kind="local_trial",
                    now=now,
                )


def first_administrator_link(settings: "Settings") -> str | None:
    """A link that works once, as long as nobody is an administrator."""
    from lms.accounts.sign_in.service import create_first_administrator_link

    with transaction() as session:
        token = create_first_administrator_link(session, now=utc_now())
    return f"{settings.origin}/admin/first/{token}" if token else None
