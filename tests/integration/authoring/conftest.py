"""The real course with its bank, an author, an expert and a learner."""

import re
from html import unescape
from types import SimpleNamespace

import pytest
from sqlalchemy import select

from assessments.items.models import Item, ItemVersion
from tests.factories import course_files_with_steps, make_course

HTML = {"Accept": "text/html"}
STEP = "/authoring/POESA-EL/lessons/M02-L1/idea"


@pytest.fixture
def store(new_session):
    """Runs one write in a transaction of its own."""

    def store(write, *arguments, **keywords):
        with new_session() as session, session.begin():
            return write(session, *arguments, **keywords)

    return store


@pytest.fixture
def course(store):
    return SimpleNamespace(version_id=store(make_course), path="/authoring/POESA-EL")


@pytest.fixture
def course_in_steps(course, store):
    """A newer version of the course, with a lesson in steps. Gives its id."""
    return store(make_course, files=course_files_with_steps())


@pytest.fixture
def author(course, make_person, sign_in):
    return sign_in(make_person(roles=["author"]))


@pytest.fixture
def expert(course, make_person, sign_in):
    return sign_in(make_person(roles=["expert"]))


@pytest.fixture
def learner(course, make_person, sign_in):
    return sign_in(make_person())


@pytest.fixture
def versions(new_session):
    """Number, content and key of each version of an item."""

    def versions(code):
        query = (
            select(ItemVersion.number, ItemVersion.content, ItemVersion.answer_key)
            .join(Item, Item.id == ItemVersion.item_id)
            .where(Item.code == code)
            .order_by(ItemVersion.number)
        )
        with new_session() as session:
            return session.execute(query).all()

    return versions


HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)"[^>]*? value="([^"]*)"')
LINE = re.compile(r'<input class="in[^"]*" id="[^"]+" name="([^"]+)" value="([^"]*)"')
AREA = re.compile(r'<textarea[^>]* name="([^"]+)"[^>]*>\n(.*?)</textarea>', re.DOTALL)
TICKED = re.compile(r'<input type="checkbox" name="([^"]+)" id="[^"]+" value="y" checked')
CHOICE = re.compile(r'<select[^>]* name="([^"]+)"[^>]*>(.*?)</select>', re.DOTALL)
CHOSEN = re.compile(r'value="([^"]*)" selected')


def fields_of(page):
    """What the form of a page would send as it stands, buttons left out."""
    text = page.get_data(as_text=True)
    form = text[text.index('<form method="post" action="/authoring') :]
    fields = {name: value for kind in (HIDDEN, LINE, AREA) for name, value in kind.findall(form)}
    fields |= dict.fromkeys(TICKED.findall(form), "y")
    for name, inner in CHOICE.findall(form):
        found = CHOSEN.search(inner)
        fields[name] = found[1] if found else ""
    return {name: unescape(value) for name, value in fields.items()}


def objective_of(author, course):
    """Some objective of the course."""
    page = author.get(f"{course.path}/new?type_code=number").get_data(as_text=True)
    offered = page.partition('<select class="in" id="objective"')[2]
    return offered.split('option value="')[2].partition('"')[0]


@pytest.fixture
def now():
    from lms.kernel.clock import utc_now

    return utc_now()
