"""The person for whom a block runs, with role and enrolment."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal, Protocol
from uuid import UUID

NOBODY: Final = UUID(int=0)  # has no rows; pages of a pack are rendered for it
Role = Literal["learner", "author", "preview"]  # preview: an author sees what learners see


class SealingKey(Protocol):
    """A person's unwrapped data key."""

    def seal_json(self, value: object, *, context: str) -> bytes: ...

    def unseal_json(self, sealed: bytes, *, context: str) -> object: ...


@dataclass(frozen=True)
class Viewer:
    """A learner or author with language, audience and enrolment.

    `open_key` unwraps the person's data key. It is called once, and only if a block stores fields.
    """

    person_id: UUID
    session_id: UUID  # login session of the page
    enrolment_id: UUID
    course_version_id: UUID
    course_code: str
    language: str
    audience: str
    province_code: str
    open_key: Callable[[], SealingKey]
    role: Role = "learner"
    has_outbox: bool = False  # the phone may keep forms until it has a network

    @property
    def is_visitor(self) -> bool:
        """Whether the page is for anybody, to be kept on phones."""
        return self.person_id == NOBODY

    @property
    def has_plain_forms(self) -> bool:
        return self.is_visitor or self.has_outbox

    @property
    def may_change_content(self) -> bool:
        return self.role == "author"
