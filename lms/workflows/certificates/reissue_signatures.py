"""Reissues signatures and files after a key leak, from the records.

Can be interrupted and repeated at any point.
"""

from collections.abc import Callable

from certificates.records import queries, service
from certificates.status_lists import sign_lists
from lms.kernel.errors import LmsError
from lms.kernel.task_context import TaskContext
from lms.workflows.certificates import make_files

Report = Callable[[int, int], None]


def reissue_signatures(context: TaskContext, kid: str, report: Report) -> int:
    """Reissue everything that a key signed, status lists first.

    Calls `report` with done and total certificates. Returns the number of certificates without
    files; their jobs try again and log the error.
    """
    sign_lists.sign_all(context)
    affected = queries.certificates_signed_by(context.read_session, kid)
    context.read_session.rollback()  # a snapshot held open delays other transactions
    without_files = 0
    for done, certificate_id in enumerate(affected, start=1):
        with context.transaction() as session:
            service.reissue_signatures(session, certificate_id, kid=kid, now=context.now)
        try:
            make_files.make_files(context, certificate_id)
        except LmsError:
            without_files += 1
        context.read_session.rollback()
        report(done, len(affected))
    return without_files
