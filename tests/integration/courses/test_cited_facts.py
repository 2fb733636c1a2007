"""Facts that pages of the course cite: each citation leads to its note, which says its doubts.

All lessons, scenes, kits and lists of the real course are walked through, in both languages.
"""

import re
from dataclasses import replace
from uuid import uuid4

import pytest

from courses.catalogue.content_models import Fact
from courses.course_files.two_languages import Texts
from courses.enrolment.join_course import join_course
from lms.kernel.clock import utc_now
from tests import small_course
from tests.factories import course_files, make_course
from tests.integration.courses.conftest import add_version, forms_of
from tests.statements import statements_of

BASE = "/courses/POESA-EL"
MARK = '<span class="tag review">'
UNSURE = ("C", "X")
CITED = re.compile(r'<sup><a href="#(f\d+)"[^>]*>F\d+</a></sup>')


@pytest.fixture
def let_in(write, make_person, sign_in):
    """The browser of a learner of the real course who has left the pre-test out."""

    def let_in(language):
        write(make_course)
        learner = make_person(language=language)
        write(join_course, person_id=learner, course_code="POESA-EL", now=utc_now())
        browser = sign_in(learner)
        browser.post(f"{BASE}/lessons/{course_files().lessons[0].code}/open")
        return browser

    return let_in


@pytest.fixture(params=["id", "en"])
def reader(let_in, request):
    return let_in(request.param)


def seen(browser, address):
    """The text of a page, none of whose links within it is dead and none of whose doubts hides."""
    page = browser.get(address)
    assert page.status_code == 200, address
    targets = re.findall(r'\sid="([^"]+)"', page.text)
    assert len(targets) == len(set(targets)), address
    assert set(re.findall(r'\shref="#([^"]+)"', page.text)) <= set(targets), address
    for target in CITED.findall(page.text):
        is_unsure = course_files().facts[target.upper()].confidence in UNSURE
        assert is_unsure == (MARK in note(page.text, target)), (address, target)
    return page.text


def note(text, target):
    return text.split(f'id="{target}"')[1].split("</div>")[0]


class Player:
    """Plays a story step by step, from the start each time."""

    def __init__(self, browser, story):
        self.browser, self.address = browser, f"{BASE}/scenarios/{story.id}"
        self._choose = forms_of(browser.get(self.address))["choose"][0]
        self._handlers = self._choose.removesuffix("choose")

    def page_after(self, way, *, is_scene):
        """The scene that a way leads to, or the result of its last choice."""
        for step, choice in enumerate(way):
            self.browser.post(self._choose, data={"step": step, "choice": choice})
        if is_scene:
            self.browser.post(f"{self._handlers}next", data={"step": len(way)})
        page = seen(self.browser, self.address)
        self.browser.post(f"{self._handlers}again", data={"step": len(way)})
        return page


def ways_through(story):
    """A way to each choice of a story, and to the start."""
    nodes = {node["id"]: node for node in story.document["nodes"]}
    ways, known = [((), story.document["start"])], set()
    for way, place in ways:
        yield way
        if place not in known:
            known.add(place)
            for index, choice in enumerate(nodes[place].get("choices", ())):
                ways.append(((*way, index), choice["next"]))


def cited_in(*texts):
    return {code.lower() for text in texts for code in re.findall(r"\[(F\d+)\]", text)}


@pytest.mark.slow
def test_each_citation_of_a_lesson_leads_to_its_note(reader):
    for lesson in course_files().lessons:
        page = seen(reader, f"{BASE}/lessons/{lesson.code}")
        assert page.count('class="note source"') == len(lesson.sources), lesson.code


@pytest.mark.slow
def test_each_citation_of_a_scene_leads_to_its_note(reader):
    for story in course_files().scenarios:
        player = Player(reader, story)
        pages = [
            player.page_after(way, is_scene=is_scene)
            for way in ways_through(story)
            for is_scene in (False, True)
        ]
        shown = {code for page in pages for code in CITED.findall(page)}
        assert shown == cited_in(str(story.document))
        assert all(page.count('class="note source"') <= 1 for page in pages)


def test_what_one_looks_up_has_no_dead_link_and_hides_no_doubt(reader):
    files = course_files()
    for kit in files.kits:
        page = seen(reader, f"{BASE}/kits/{kit.id}")
        assert set(CITED.findall(page)) == cited_in(kit.body.id)
    for name, codes in (
        ("glossary", [term.fact_id for term in files.glossary if term.fact_id]),
        ("helplines", [line.fact_id for line in files.helplines]),
    ):
        doubtful = [code for code in codes if files.facts[code].confidence in UNSURE]
        assert seen(reader, f"{BASE}/{name}").count(MARK) == len(doubtful)


def test_practice_has_no_dead_link(let_in):
    reader = let_in("id")
    reader.post(f"{BASE}/lessons/{course_files().lessons[0].code}/finish")
    seen(reader, f"{BASE}/practice")
    first = reader.get(reader.post(f"{BASE}/practice").location).location
    answer = re.search(r'name="answer" value="([^"]+)"', seen(reader, first))[1]
    reader.post(first, data={"response_id": str(uuid4()), "answer": answer})
    assert 'role="status"' in seen(reader, first)


def test_only_a_scene_that_cites_asks_for_facts(let_in, app):
    player = Player(let_in("id"), course_files().scenarios[0])
    asked = {}
    for way in ways_through(course_files().scenarios[0]):
        with statements_of(app) as statements:
            page = player.page_after(way, is_scene=False)
        asked[bool(CITED.search(page))] = [one for one in statements if "FROM fact" in one]
    assert (len(asked[False]), len(asked[True])) == (0, 1)


@pytest.mark.parametrize(("language", "source"), [("id", "Teks hlm. 3"), ("en", "Text p. 3")])
def test_a_source_stands_in_the_language_of_the_page(write, make_person, sign_in, language, source):
    files = small_course.small_course()
    fact = replace(files.facts["F01"], source="Teks hlm. 3", source_en="Text p. 3")
    kit = replace(files.kits[0], body=Texts("Isi [F01].", "Text [F01]."))
    write(add_version, replace(files, facts=files.facts | {"F01": fact}, kits=(kit,)))
    learner = make_person(language=language)
    write(join_course, person_id=learner, course_code=small_course.CODE, now=utc_now())
    browser = sign_in(learner)
    base = f"/courses/{small_course.CODE}"
    lesson = f"{base}/lessons/{files.lessons[0].code}"
    browser.post(f"{lesson}/open")
    for page in (lesson, f"{base}/kits/{kit.id}"):
        assert f">{source}</a>" in note(browser.get(page).text, "f01"), page


def test_scene_of_an_earlier_import_leads_to_the_note_too(write, make_person, sign_in):
    """What is stored never changes: then it was without the confidence of what it cites."""
    way, *others = small_course.STORY["nodes"][0]["choices"]
    start = small_course.STORY["nodes"][0] | {
        "choices": [way | {"feedback_id": "Tepat [F02]."}, *others]
    }
    nodes = [start, *small_course.STORY["nodes"][1:]]
    files = small_course.small_course()
    story = replace(files.scenarios[0], document=small_course.STORY | {"nodes": nodes})
    earlier = replace(files, scenarios=(story,), facts={})
    version_id = write(add_version, earlier)
    write(add_fact, version_id, files.facts["F02"])
    learner = make_person()
    write(join_course, person_id=learner, course_code=small_course.CODE, now=utc_now())
    browser = sign_in(learner)
    address = f"/courses/{small_course.CODE}/scenarios/SC01"
    choose = forms_of(browser.get(address))["choose"][0]
    browser.post(choose, data={"step": 0, "choice": 0})
    page = browser.get(address).text
    assert 'href="#f02"' in page
    assert MARK in note(page, "f02")


def add_fact(session, version_id, fact):
    session.add(
        Fact(
            course_version_id=version_id,
            code=fact.id,
            topic=fact.topic,
            claim_id=fact.claim.id,
            claim_en=fact.claim.en,
            source=fact.source,
            source_en=fact.source_en,
            url=fact.url,
            as_of=fact.as_of,
            confidence=fact.confidence,
        )
    )
