"""The action plan from a phone without a network: each form once, nothing overwritten."""

from dataclasses import replace

import pytest
from sqlalchemy import select, update

from courses.action_plans.models import ActionPlan
from courses.block_toolkit.texts import select_language
from courses.blocks.course.plan_form import form_values, read_plan
from tests.integration.courses.conftest import add_version
from tests.integration.courses.test_plan_parts import (
    PARTS,
    PLAN,
    fill,
    form_of,
    in_parts,
    save,
)
from tests.outbox_entries import entry, send
from tests.small_course import CODE, PLAN_TEMPLATE, small_course

STATE = f"/courses/{CODE}/offline/state.json"


@pytest.fixture
def version_id(write):
    return write(add_version, replace(small_course(), plan_template=in_parts(PLAN_TEMPLATE)))


class Phone:
    """Writes forms as the script of the pack does, from the state that it fetched last."""

    def __init__(self, client):
        self.path = form_of(client.get(f"{PLAN}/place"))[0]
        self.unit = self.path.split("/")[4]
        self.client = client
        self.refresh()

    def refresh(self):
        self.known = self.client.get(STATE).json["units"][self.unit]
        self.writes = 0

    def form(self, part, do="save", **fields):
        sent = {name: [v] if isinstance(v, str) else v for name, v in fields.items()}
        sent |= {"part": [part], "seen": [self.known["seen"][part]], "do": [do]}
        self.writes += 1
        seen = self.known["revision"] + self.writes - 1
        return entry("unit", self.path, sent, seen_version=seen)


@pytest.fixture
def phone(browser):
    return Phone(browser)


def test_a_plan_written_without_a_network_arrives_and_is_handed_in_once(
    browser, phone, new_session
):
    forms = [phone.form(part, **fields) for part, fields in PARTS.items()]
    forms.append(phone.form("goal", **PARTS["goal"] | {"tujuan-what": "Semua guru siap"}))
    forms.append(phone.form("", "submit"))
    assert send(browser, *forms) == send(browser, *forms) == ["done"] * len(forms)
    with new_session() as session:
        assert session.scalar(select(ActionPlan.state)) == "submitted"
    assert "Semua guru siap" in browser.get(f"{PLAN}/goal").text
    phone.refresh()
    assert phone.known["parts"]["goal"]["tujuan-what"] == ["Semua guru siap"]


def test_a_part_that_was_changed_elsewhere_is_kept_beside_until_it_is_saved(browser, phone):
    first = phone.form("goal", **{"tujuan-what": "Dari ladang", "tujuan-until": "Mei"})
    second = phone.form("goal", **{"tujuan-what": "Dari kebun", "tujuan-until": "Mei"})
    other = phone.form("place", **PARTS["place"])
    save(browser, "goal", **{"tujuan-what": "Dari kantor", "tujuan-until": "Mei"})
    assert send(browser, first, second, other) == ["done"] * 3
    part = browser.get(f"{PLAN}/goal").text
    assert "Dari kantor</textarea>" in part
    assert "Dari kebun, sampai Mei." in part
    assert "Dari kebun" in browser.get(PLAN).text
    assert 'value="53" selected' in browser.get(f"{PLAN}/place").text
    save(browser, "goal", **{"tujuan-what": "Dari kantor", "tujuan-until": "Mei"})
    assert "Dari kebun" not in browser.get(PLAN).text


def test_what_comes_late_leaves_a_plan_handed_in(browser, phone, new_session):
    late = phone.form("goal", **{"tujuan-what": "Dari kebun", "tujuan-until": "Mei"})
    fill(browser)
    save(browser, "", do="submit")
    assert send(browser, late) == ["done"]
    with new_session() as session:
        assert session.scalar(select(ActionPlan.state)) == "submitted"
    assert "Dari kebun" in browser.get(PLAN).text


def test_an_unfinished_plan_is_saved_and_refused_and_an_approved_one_is_closed(
    browser, phone, write, new_session
):
    assert send(browser, phone.form("place", **PARTS["place"])) == ["done"]
    assert send(browser, phone.form("", "submit")) == ["refused"]
    fill(browser)
    save(browser, "", do="submit")
    write(
        lambda session: session.execute(
            update(ActionPlan).values(state="approved", decided_at=ActionPlan.saved_at)
        )
    )
    version = _version(new_session)
    late = phone.form("place", provinsi="11") | {"seen_version": 0}
    assert send(browser, late) == ["refused"]
    assert _version(new_session) == version
    phone.refresh()
    assert send(browser, phone.form("place", provinsi="11")) == ["refused"]


def _version(new_session):
    with new_session() as session:
        return session.scalar(select(ActionPlan.version))


def test_the_next_part_follows_a_form_that_was_sent(browser, phone):
    sent = phone.form("place", next="goal", **PARTS["place"])
    body = {"person": browser.get("/sync").json["person"], "entries": [sent]}
    (result,) = browser.post("/sync", json=body).json["results"]
    assert result["next"] == f"{PLAN}/goal"


def test_form_values_are_those_that_make_the_same_plan():
    template = select_language(in_parts(PLAN_TEMPLATE), "id")
    submitted = {
        name: [value] if isinstance(value, str) else value
        for fields in PARTS.values()
        for name, value in fields.items()
    }
    plan = read_plan(template, submitted)
    assert read_plan(template, form_values(template, "", plan)) == plan
    assert plan["self_review"] == {"R1": 3, "R2": 4}
