"""What a process keeps of pages is what all learners see, and may be thrown away at any time."""

from types import MappingProxyType
from uuid import UUID

from sqlalchemy.orm import Session
from web_fragments.fragment import Fragment
from xblock.core import XBlock
from xblock.fields import ScopeIds

from courses.block_host.runtime.fragments import RenderedUnit, merge_plain_units
from courses.block_host.runtime.registry import BlockRegistry
from courses.block_host.runtime.runtime import BlockRuntime
from courses.block_host.runtime.units import UnitPage, UnitRecord
from courses.block_host.runtime.viewer import Viewer
from courses.block_host.state import queries, view_cache
from courses.block_host.state.view_cache import VIEW_CACHE_SERVICE, PartCache, ViewCache
from courses.blocks import BLOCKS
from courses.blocks.activities.reflection import ReflectionBlock
from tests.unit.courses.test_kept_outlines import Emptied

LESSON, UNIT = UUID(int=1), UUID(int=2)
CONTENT = (
    '{"title_id": "Renungan", "title_en": "Thinking",'
    ' "prompts": [{"id": "one", "label_id": "Apa?", "label_en": "What?"}]}'
)


class Asks(XBlock):
    """By somebody else."""

    _services_requested = MappingProxyType({VIEW_CACHE_SERVICE: "want"})


def page_with(content=CONTENT, content_hash="hash", block_type="payung_reflection"):
    unit = UnitRecord(UNIT, "a1", block_type, content_hash, content, "C")
    return UnitPage({UNIT: unit}, {}, {})


def runtime_of(page, views, language="id", **own):
    ids = (UUID(int=3), UUID(int=4), UUID(int=5), UUID(int=6))
    viewer = Viewer(*ids, "C", language, "", "", lambda: None)
    services = {VIEW_CACHE_SERVICE: PartCache(page, views), "learner": viewer, "forms": None}
    facts = {"services": services, "urls": None, "tokens": None, **own}
    return BlockRuntime(page, viewer, registry=BlockRegistry(BLOCKS), **facts)


def html_of(page, views, language="id"):
    runtime = runtime_of(page, views, language)
    block = runtime.block_of(page.units[UNIT])
    block.form = lambda _handler, *parts, **_attributes: "".join(parts)
    return block.student_view().content


def test_a_part_is_made_once_for_all_learners_and_anew_for_other_words(monkeypatch):
    made, views = [], ViewCache()
    make = ReflectionBlock._page
    monkeypatch.setattr(ReflectionBlock, "_page", lambda self: made.append(1) or make(self))
    assert html_of(page_with(), views) == html_of(page_with(), views)
    assert len(made) == 1
    assert "What?" in html_of(page_with(), views, "en")
    other = page_with(CONTENT.replace("Apa?", "Siapa?"), "another")
    assert "Siapa?" in html_of(other, views)
    assert len(made) == 3


def test_of_a_draft_nothing_is_kept():
    views = ViewCache()
    assert "Apa?" in html_of(page_with(content_hash=""), views)
    changed = page_with(CONTENT.replace("Apa?", "Siapa?"), "")
    assert "Siapa?" in html_of(changed, views)
    assert views._values == {}


def test_a_block_by_others_cannot_have_anything_kept_for_all():
    page = page_with(block_type="other")
    runtime = runtime_of(page, ViewCache())
    other = Asks(runtime, scope_ids=ScopeIds("p", "other", "d", page.units[UNIT].usage_id))
    assert runtime.service(other, VIEW_CACHE_SERVICE) is None


def test_views_are_kept_up_to_a_number_and_may_be_emptied(monkeypatch):
    monkeypatch.setattr(view_cache, "MAX_ENTRIES", 2)
    views = ViewCache()
    assert [views.get_or_create((name,), name.upper) for name in "abca"] == list("ABCA")
    assert len(views._values) <= 2
    views._values = Emptied({("a",): "kept"})
    assert views.get_or_create(("a",), str) == "kept"


def test_kept_units_of_a_lesson_may_be_emptied_at_any_time(monkeypatch):
    monkeypatch.setattr(queries, "_lesson_cache", Emptied({LESSON: ()}))
    assert queries._lesson_rows(Session(), LESSON) == ()


def test_neighbours_of_plain_html_become_one_and_all_stay_in_their_order():
    plain = [RenderedUnit(name, "t", Fragment(f"<p>{name}</p>")) for name in "abc"]
    broken = RenderedUnit("d", "t", None, "block-failed")
    framed = RenderedUnit("e", "t", None, frame="/blocks/token")
    runs = merge_plain_units([plain[0], plain[1], broken, framed, plain[2]])
    assert [unit.html for unit in runs] == ["<p>a</p>\n<p>b</p>", "", "", "<p>c</p>"]
    assert runs[1:3] == [broken, framed]
    assert merge_plain_units([]) == []
