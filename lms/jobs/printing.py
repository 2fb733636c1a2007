"""Job that makes the prints of a course version."""

from uuid import UUID

from lms.extensions import transaction
from lms.kernel.jobs import JobArguments, note_problem
from lms.web.printing.errors import PrintFailed
from lms.web.printing.prints import make_prints as make
from lms.web.printing.prints import printed_version
from lms.web.printing.stored import folder_of, store_prints


def make_prints(arguments: JobArguments) -> None:
    """Make and store the prints of a version in a language.

    A failure is stored for those who wait: another attempt would not mend it.
    """
    language = arguments["language"]
    version = printed_version(UUID(arguments["course_version_id"]), language)
    try:
        prints = make(version, language)
    except PrintFailed as error:
        with transaction() as session:
            note_problem(
                session,
                UUID(arguments["job_id"]),
                error.code,
                attempt=int(arguments["job_attempt"]),
            )
        return
    store_prints(folder_of(version, language), prints)
