"""For whom a block runs: the person, the role in which they came, and their enrolment."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, Protocol
from uuid import UUID

Role = Literal["learner", "author", "preview"]  # a preview shows an author what learners see


class SealingKey(Protocol):
    """A person's unwrapped data key."""

    def seal_json(self, value: Any, *, context: str) -> bytes: ...

    def unseal_json(self, sealed: bytes, *, context: str) -> Any: ...


@dataclass(frozen=True)
class Viewer:
    """`open_key` unwraps the person's key, once, and only if a block keeps something."""

    person_id: UUID
    session_id: UUID  # of the sign-in that this page is shown in
    enrolment_id: UUID
    course_version_id: UUID
    course_code: str
    language: str
    audience: str
    province_code: str
    open_key: Callable[[], SealingKey]
    role: Role = "learner"

    @property
    def may_change_content(self) -> bool:
        return self.role == "author"
