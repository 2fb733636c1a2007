"""The visitor for whom packs are made: nobody, with no state."""

from datetime import UTC, datetime
from typing import Final

from courses.block_host.runtime.viewer import NOBODY
from lms.web.access.auth import SignedInPerson

VISITOR: Final = SignedInPerson(
    id=NOBODY,
    name="",
    language="id",
    audience=None,
    province_code=None,
    data_key_id=NOBODY,
    wrapped_key=None,
    fs_uniquifier="",
    session_id=NOBODY,
    proved_at=datetime.min.replace(tzinfo=UTC),
    is_proved_elsewhere=False,
    grants=(),
)
