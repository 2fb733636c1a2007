"""The visitor for whom packs and prints are made: nobody, with no state."""

from datetime import UTC, datetime
from typing import Final

from flask import current_app, g

from courses.block_host.runtime.viewer import NOBODY
from lms.web.access.auth import SignedInPerson
from lms.web.shell import IN_PACK

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


class VisitorRequest:
    """A request of nobody for a path, within which its page is rendered in a language."""

    def __init__(self, path: str, language: str, origin: str) -> None:
        self._context = current_app._get_current_object().test_request_context(path, origin)  # type: ignore[attr-defined]
        self._language = language

    def __enter__(self) -> None:
        own = vars(g._get_current_object())
        self._outer = dict(own)  # the visitor has another language, and is nobody
        own.clear()
        self._context.__enter__()
        g.person_language = self._language
        setattr(g, IN_PACK, True)

    def __exit__(self, *error: object) -> None:
        self._context.__exit__(*error)
        own = vars(g._get_current_object())
        own.clear()
        own.update(self._outer)
