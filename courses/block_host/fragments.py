"""Rendered parts of a page. Static views are kept by content, language and audience."""

from dataclasses import dataclass

from web_fragments.fragment import Fragment

FragmentKey = tuple[str, str, str, str, str]  # content hash, course, unit key, language, audience
MOST_KEPT = 2_000


@dataclass(frozen=True, slots=True)
class RenderedUnit:
    """A block's part of the page; `problem` is a code where it could not be shown.

    A block by others has a page of its own, at the address `frame`.
    """

    key: str
    block_type: str
    fragment: Fragment | None
    problem: str | None = None
    frame: str | None = None
    title: str = ""
    instruction: str = ""

    @property
    def html(self) -> str:
        return self.fragment.content if self.fragment else ""


class FragmentCache:
    """Static views that were rendered in this process; they depend on no learner."""

    def __init__(self) -> None:
        self._kept: dict[FragmentKey, Fragment] = {}

    def get(self, key: FragmentKey) -> Fragment | None:
        return self._kept.get(key)

    def keep(self, key: FragmentKey, fragment: Fragment) -> None:
        if len(self._kept) >= MOST_KEPT:
            self._kept.clear()
        self._kept[key] = fragment
