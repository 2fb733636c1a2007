"""After a leak: everything that the key signed is signed anew from the records, and made anew.

It may be stopped and started again at any point: what is done already is found done.
"""

from collections.abc import Callable

from certificates.records import queries, service
from lms.kernel.errors import LmsError
from lms.workflows.certificates import make_files, sign_status_lists
from lms.workflows.certificates.make_files import Desk

Report = Callable[[int, int], None]


def reissue_signatures(desk: Desk, kid: str, report: Report) -> int:
    """Lists first, since verifiers refuse all without them. Reports how many of how many are done.

    Gives how many certificates have no files yet: their own jobs tell why and try again.
    """
    sign_status_lists.sign_all(desk)
    affected = queries.certificates_signed_by(desk.reading, kid)
    desk.reading.rollback()  # the work below takes long, and an old snapshot holds others up
    without_files = 0
    for done, certificate_id in enumerate(affected, start=1):
        with desk.transaction() as session:
            service.reissue_signatures(session, certificate_id, kid=kid, now=desk.now)
        try:
            make_files.make_files(desk, certificate_id)
        except LmsError:
            without_files += 1
        desk.reading.rollback()
        report(done, len(affected))
    return without_files
