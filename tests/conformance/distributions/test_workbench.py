"""The sdk's workbench shows every block of the wheel, and scores the test block."""

import re
from http.cookiejar import CookieJar
from importlib import import_module
from urllib.error import HTTPError
from urllib.parse import urlencode, urljoin
from urllib.request import HTTPCookieProcessor, Request, build_opener

import pytest
from lxml import html
from xblock.fields import Scope

from assessments.blocks import BLOCKS as ASSESSMENT_BLOCKS
from courses.blocks import BLOCKS as COURSE_BLOCKS

RIGHT = {
    "Hari apa sesudah Senin?": {"Selasa"},
    "Pilih semua bilangan genap.": {"Dua", "Empat"},
    "Sarapan": "1",
    "Makan siang": "2",
    "Makan malam": "3",
    "Jawa": "Bandung",
    "Sulawesi": "Makassar",
    "Seminggu ada tujuh hari.": {"Benar"},
    "Apa ibu kota Jawa Barat?": "Bandung",
    "Berapa menit dalam satu jam?": "60",
    "Mangga": "Buah",
    "Bayam": "Sayur",
    "Pepaya": "Buah",
    "Saya suka belajar.": {"Setuju"},
}


class Learner:
    """A browser whose script sends the token, as the workbench's own does."""

    def __init__(self, origin, name):
        self.cookies = CookieJar()
        self.opener = build_opener(HTTPCookieProcessor(self.cookies))
        self.origin, self.name = origin, name

    def page(self, block):
        self.url = f"{self.origin}/scenario/{block}.0/?student={self.name}"
        document = html.fromstring(self.opener.open(self.url).read().decode())
        (view,) = document.xpath("//div[contains(@class, 'xblock-v1-student_view')]")
        return view

    def send(self, form, fields):
        (token,) = (one.value for one in self.cookies if one.name == "csrftoken")
        url = urljoin(self.origin, form.get("action"))
        headers = {"X-CSRFToken": token, "Referer": self.url}
        self.opener.open(Request(url, urlencode(fields).encode(), headers)).read()


@pytest.mark.parametrize("block", sorted({**COURSE_BLOCKS, **ASSESSMENT_BLOCKS}))
def test_the_workbench_shows_the_block(workbench, block):
    view = Learner(workbench.url, "reader").page(block)
    assert view.get("data-block-type") == block
    assert view.text_content().strip() or view.xpath(".//*[local-name() = 'svg']")


SCORED = {
    "payung_check",
    "payung_choices",
    "payung_matching",
    "payung_ordering",
    "payung_scenario",
    "payung_sorting",
}
KEEPING = SCORED | {
    "payung_checklist",
    "payung_poll",
    "payung_reflection",
    "payung_action_plan",
}
WITHOUT_A_ROLE = {"payung_role_tasks"}  # keeps something only where the host knows the role
TAKING_BACK = ("up", "down", "change")  # buttons that do not lead on
MAX_ROUNDS = 6


def filled(form):
    """Something for each control of a form: what stands there already, or the first that fits."""
    numbers = iter(range(1, 100))
    for name in dict.fromkeys(form.xpath(".//input[@type != 'hidden']/@name")):
        control = form.xpath(f".//input[@name = '{name}']")[0]
        is_chosen = control.get("type") in ("radio", "checkbox")
        typed = {"number": "1", "date": "2027-01-01"}.get(control.get("type"), "Kata saya")
        yield name, control.get("value") or "on" if is_chosen else typed
    for control in form.xpath(".//textarea"):
        yield control.get("name"), "Kata saya"
    for control in form.xpath(".//select"):
        values = [one for one in control.xpath("./option/@value") if one]
        texts = [one.text for one in control.xpath("./option") if one.get("value") is None]
        offered = values or texts
        yield control.get("name"), offered[next(numbers) % len(offered)]
    for control in form.xpath(".//input[@type = 'hidden']"):
        yield control.get("name"), control.get("value")
    names = [name for name in form.xpath(".//button/@name") if name not in TAKING_BACK]
    for button in form.xpath(".//button[@name = $name]", name=names[-1])[-1:] if names else ():
        yield button.get("name"), button.get("value")


def leads_on(form):
    """Whether a form asks for something, and does not only take back what was done."""
    names = form.xpath(".//button/@name")
    return "/again" not in form.get("action") and names != ["change"]


def work_through(learner, block):
    """Sends the forms of a block until it has nothing more to ask; gives each page as text."""
    pages = [learner.page(block)]
    for _round in range(MAX_ROUNDS):
        forms = [form for form in pages[-1].xpath(".//form") if leads_on(form)]
        if not forms:
            break
        learner.send(forms[0], list(filled(forms[0])))
        pages.append(learner.page(block))
    return [page.text_content() + str(page.xpath(".//@checked|.//@value")) for page in pages]


def test_blocks_that_keep_something_are_all_in_this_test():
    own = {**COURSE_BLOCKS, **ASSESSMENT_BLOCKS}
    classes = {name: import_class(place) for name, place in own.items()}
    assert {n for n, c in classes.items() if has_state(c)} - WITHOUT_A_ROLE == (
        KEEPING | {"payung_test"}
    )
    assert {n for n, c in classes.items() if getattr(c, "has_score", False)} == SCORED | {
        "payung_test"
    }


def import_class(place):
    module, _, name = place.partition(":")
    return getattr(import_module(module), name)


def has_state(block_class):
    return any(field.scope == Scope.user_state for field in block_class.fields.values())


@pytest.mark.parametrize("block", sorted(KEEPING))
def test_the_workbench_keeps_the_state_of_the_block_and_takes_its_grade(workbench, block):
    learner = Learner(workbench.url, "works")
    pages = work_through(learner, block)
    assert pages[-1] != pages[0]
    untouched = Learner(workbench.url, "does-not").page(block)
    assert "Kata saya" not in untouched.text_content()
    assert untouched.xpath(".//form")
    if block in SCORED:
        grade = workbench.published(block, "grade")[-1]
        assert 0 <= grade["value"] <= grade["max_value"]
        assert grade["max_value"] > 0
    assert workbench.published(block, "completion")[-1] == {"completion": 1.0}


@pytest.mark.parametrize("block", sorted({**COURSE_BLOCKS, **ASSESSMENT_BLOCKS}))
def test_the_workbench_shows_the_form_of_authors(workbench, block):
    page = workbench.url + f"/scenario/{block}.0/studio_view/"
    document = html.fromstring(build_opener().open(page).read().decode())
    assert len(document.xpath("//form//*[@name = 'display_name']")) == 1


def right_answers(form):
    """What a learner chooses who reads the questions: (name, value) of each field."""
    for group in form.xpath(".//fieldset"):
        question = re.sub(r"^\d+\. ", "", group.findtext("legend"))
        for control in group.xpath(".//input[@type = 'text']"):
            yield control.get("name"), RIGHT[question]
        for label in group.xpath(".//label[input[@type != 'text']]"):
            if label.findtext("span") in RIGHT[question]:
                control = label.find("input")
                yield control.get("name"), control.get("value")
        for label in group.xpath(".//label[select]"):
            wanted = RIGHT[label.findtext("span")]
            (option,) = (one for one in label.iter("option") if one.text == wanted)
            yield label.find("select").get("name"), option.get("value")


def score_of(view):
    found = re.search(r"(\d) dari 8 poin", view.text_content())
    assert found, view.text_content()
    return found[1]


def test_the_workbench_scores_right_answers_in_full(workbench):
    learner = Learner(workbench.url, "all-right")
    (form,) = learner.page("payung_test").xpath(".//form")
    learner.send(form, [*right_answers(form), ("go", "submit")])
    assert score_of(learner.page("payung_test")) == "8"
    assert workbench.published("payung_test", "grade")[-1] == {"value": 8.0, "max_value": 8}
    assert workbench.published("payung_test", "completion")[-1] == {"completion": 1.0}


def test_the_workbench_scores_one_wrong_answer_less(workbench):
    learner = Learner(workbench.url, "one-wrong")
    (form,) = learner.page("payung_test").xpath(".//form")
    answers = [pair for pair in right_answers(form) if not pair[0].startswith("1.")]
    learner.send(form, [*answers, ("go", "submit")])
    assert score_of(learner.page("payung_test")) == "7"
    assert workbench.published("payung_test", "grade")[-1] == {"value": 7.0, "max_value": 8}


def test_the_workbench_keeps_attempts_limits_them_and_publishes_the_best(workbench):
    learner = Learner(workbench.url, "twice")
    (form,) = learner.page("payung_test").xpath(".//form")
    answers = [pair for pair in right_answers(form) if pair[0] in ("6.answer", "7.answer")]
    learner.send(form, [*answers, ("go", "submit")])
    (again,) = learner.page("payung_test").xpath(".//form")
    learner.send(again, [("go", "again")])
    (form,) = learner.page("payung_test").xpath(".//form")
    learner.send(form, [("go", "submit")])
    view = learner.page("payung_test")
    assert not view.xpath(".//form")  # both attempts are made
    assert "Yang terbaik dihitung: 2 dari 8" in view.text_content()
    assert workbench.published("payung_test", "grade")[-1] == {"value": 2.0, "max_value": 8}


def test_the_workbench_refuses_a_form_without_its_token(workbench):
    learner = Learner(workbench.url, "no-token")
    (form,) = learner.page("payung_test").xpath(".//form")
    learner.cookies.clear()
    url = urljoin(workbench.url, form.get("action"))
    with pytest.raises(HTTPError, match="403"):
        learner.opener.open(Request(url, b"go=submit"))
