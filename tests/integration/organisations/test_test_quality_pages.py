"""Quality of the tests: what evaluators, authors and experts see of released counts of forms."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from assessments.evaluation import queries
from assessments.evaluation.forms import ReleasedForm, form_release, store_form
from assessments.items.models import Item, ItemVersion
from assessments.rescoring.models import Rescoring
from tests.evaluation_counts import add_forms, add_release, draw_counts, draw_form
from tests.statements import statements_of


@pytest.fixture
def address(version_id):
    return f"/evaluation/{version_id}/tests"


@pytest.fixture
def evaluator(holder):
    return holder("evaluator", "platform", None)


@pytest.fixture
def keys(version_id, act):
    """The keys of the items of both forms."""
    by_form = act(lambda session, now: queries.get_item_keys(session, version_id))
    return {form: by_form[form] for form in ("A", "B")}


@pytest.fixture
def release(act, version_id, keys):
    """Release forms A and B of both tests, with so many people."""

    def release(session, *, now, people, weak=()):
        add_release(session, version_id, {"province": {"53": draw_counts(200, 1)}}, now=now)
        forms = {
            (purpose, form): draw_form(people, f"{purpose}{form}", keys[form], weak=weak)
            for purpose in ("pre", "post")
            for form in ("A", "B")
        }
        add_forms(session, version_id, forms, now=now)

    return lambda people, **options: act(release, people=people, **options)


def heading(page):
    return re.search(r"<h1>(.*?)</h1>", page, re.DOTALL)[1]


def rows(page, code):
    return re.findall(rf'<tr><th scope="row">{code}</th><td class="n">.*?</tr>', page)


def test_items_that_need_a_person_come_first(evaluator, address, release, keys):
    weak = keys["A"][7].item
    release(300, weak={weak})
    page = evaluator.get(address).text
    number = re.match(r"(\d+) of (\d+) items should be looked at", heading(page))
    assert (int(number[1]), int(number[2])) == (1, len(keys["A"]) + len(keys["B"]))
    table = page.split("Figures of form A</caption>")[1]
    assert re.search(r'<th scope="row">(.*?)</th>', table)[1] == weak
    assert 'class="tag now"' in rows(table, weak)[0]
    assert re.search(r"alpha 0\.\d\d \(95% interval 0\.\d\d to 0\.\d\d\)", page)
    assert "n = 300 people" in page
    assert "By linear equating the pass mark" in page
    assert page.count('role="img"') == 2
    assert 'style="' not in page


def test_keys_and_stems_are_not_shown(evaluator, address, release, act, version_id):
    release(100)
    page = evaluator.get(address).text
    stems = act(lambda session, now: [v.content for v in session.scalars(select(ItemVersion))])
    texts = [value for content in stems for value in content.values() if isinstance(value, str)]
    assert len(texts) > 20
    assert not [text for text in texts if len(text) > 20 and text in page]
    folds = re.findall(r"Options of M\d\d.*?</table>", page, re.DOTALL)
    option = r'<tr><th scope="row">[A-D]</th>(<td class="n">[^<]*</td>){2}</tr>'  # no mark of a key
    assert [fold for fold in folds if len(re.findall(option, fold)) != fold.count("<tr>") - 1] == []
    assert len(folds) == 40


@pytest.mark.parametrize(
    ("people", "is_shown", "has_items"), [(9, False, False), (29, True, False), (30, True, True)]
)
def test_small_numbers_show_less(evaluator, address, release, people, is_shown, has_items):
    release(people)
    page = evaluator.get(address).text
    assert ("Cronbach" in page) == is_shown
    assert ("Options of all items" in page) == has_items
    assert ("Figures of items are shown from 30 people on." in page) == (is_shown and not has_items)
    assert has_items == ('role="img"' in page)
    assert "Decide on items from 100 people on" in page or not has_items


def test_options_that_few_chose_are_hidden(evaluator, address, release):
    release(40)
    page = evaluator.get(address).text
    folds = re.findall(r"Options of M\d\d.*?</table>", page, re.DOTALL)
    assert folds
    for fold in folds:
        shares = re.findall(r'<td class="n">(&lt;10|\d+%)</td>', fold)
        known = [int(share[:-1]) for share in shares if share.endswith("%")]
        assert all(share >= 25 for share in known), fold  # ten of forty
        assert len(shares) - len(known) != 1, fold


def test_the_test_before_is_shown_by_choice(evaluator, address, release):
    release(100)
    page = evaluator.get(f"{address}?test=pre").text
    assert re.search(r'test=pre" aria-current="page">Before the course', page)
    assert page != evaluator.get(address).text


def test_without_a_release_there_are_no_figures(evaluator, address):
    page = evaluator.get(address).text
    assert heading(page) == "No figures of this test yet"
    assert "Figures appear once each form has at least 10 people" in page


@pytest.mark.parametrize("role", ["evaluator", "author", "expert"])
def test_evaluators_and_who_works_on_items_see_the_page(holder, address, role):
    answer = holder(role, "platform", None).get(address)
    assert answer.status_code == 200
    if role != "evaluator":
        assert 'href="/evaluation"' not in answer.text.split("<main")[1]


def test_others_are_refused(coordinator, holder, cohort, make_person, sign_in, client, address):
    assert coordinator.get(address).status_code == 403
    assert holder("facilitator", "cohort", cohort).get(address).status_code == 403
    assert sign_in(make_person()).get(address).status_code == 403
    assert client.get(address).status_code == 303


def test_unknown_versions_are_not_found(evaluator):
    assert evaluator.get(f"/evaluation/{uuid4()}/tests").status_code == 404


def test_a_page_takes_at_most_eight_queries(app, evaluator, address, release):
    release(100)
    evaluator.get(address)
    with statements_of(app) as statements:
        assert evaluator.get(address).status_code == 200
    assert len(statements) <= 8


def test_the_scale_has_people_and_items_on_one_ruler(app, evaluator, address, release, keys):
    release(150)
    with statements_of(app) as statements:
        page = evaluator.get(f"{address}/scale").text
    assert len(statements) <= 8
    assert re.match(r"(All items fit|\d+ of 40 items do)", heading(page))
    assert page.count('role="img"') == 2
    assert 'style="' not in page
    for form in ("A", "B"):
        items = page.split(f"Items on the ruler of form {form}</caption>")[1].split("</table>")[0]
        codes = re.findall(r'<th scope="row">(.*?)</th>', items)
        assert sorted(codes) == sorted(key.item for key in keys[form])
    people = re.findall(r"People on the ruler of form.*?</table>", page, re.DOTALL)
    numbers = [int(n) for n in re.findall(r'<td class="n">(\d+)</td></tr>', "".join(people))]
    assert sum(numbers) == 300
    assert min(numbers) >= 10


def test_a_ruler_needs_a_hundred_people(evaluator, address, release):
    release(99)
    page = evaluator.get(f"{address}/scale?test=pre").text
    assert heading(page) == "No ruler for this test yet"
    assert page.count("The ruler needs the answers of at least 100 people.") == 2
    assert 'role="img"' not in page


def test_the_pages_lead_to_each_other_with_the_same_test(evaluator, address, release):
    release(100)
    for section in ("", "/scale", "/roles", "/history"):
        page = evaluator.get(f"{address}{section}?test=pre").text
        assert f'href="{address}/scale?test=pre"' in page
        assert f'href="{address}?test=pre"' in page
        assert page.count('aria-current="page">Before the course') == 1


@pytest.mark.parametrize("section", ["/scale", "/roles", "/history"])
def test_the_sections_are_for_those_who_may_see_the_page(
    coordinator, holder, cohort, client, address, section
):
    assert holder("author", "platform", None).get(f"{address}{section}").status_code == 200
    assert coordinator.get(f"{address}{section}").status_code == 403
    assert holder("facilitator", "cohort", cohort).get(f"{address}{section}").status_code == 403
    assert client.get(f"{address}{section}").status_code == 303


@pytest.fixture
def release_twice(act, version_id, keys):
    """Release forms twice: the people of the second release know an item of form A by heart."""

    def release_twice(session, *, now, known):
        add_release(session, version_id, {"province": {"53": draw_counts(200, 1)}}, now=now)
        for form in ("A", "B"):
            before = 0.0
            for days, people in ((2, 200), (1, 400)):
                counts = draw_form(people, f"post{form}", keys[form])
                at = now - timedelta(days=days)
                row = form_release(version_id, ("post", form), counts, at)
                if days == 1 and form == "A":
                    row.items = row.items | {known: [400, before + 180]}
                before = row.items[keys[form][3].item][1]
                session.add(row)

    return lambda **options: act(release_twice, **options)


def test_items_over_time_tell_which_became_known(
    app, evaluator, address, keys, release_twice, act, version_id
):
    known = keys["A"][3].item
    release_twice(known=known)
    with statements_of(app) as statements:
        page = evaluator.get(f"{address}/history").text
    assert len(statements) <= 8
    assert heading(page) == "1 item became easier or harder than the others"
    assert f"To look at: {known}" in page
    assert "Each item of form A was shown to 400 people" in page
    row = re.search(rf'<tr><th scope="row">{known}</th>.*?</tr>', page)[0]
    assert "became easier" in row
    assert "No key of these items was ever changed." in page
    assert page.count('role="img"') == 2


def test_changes_of_keys_tell_when_and_what_but_not_who(
    evaluator, address, keys, release_twice, act, version_id, make_person
):
    release_twice(known=keys["A"][3].item)
    person = make_person(name="Sri Decides")

    def decide(session, *, now):
        code = keys["A"][3].item
        version = session.scalars(
            select(ItemVersion).join(Item).where(Item.code == code).order_by(ItemVersion.number)
        ).first()
        session.add(
            Rescoring(
                bank_code="POESA-EL",
                rule="drop",
                item_version_id=version.id,
                reason="A reason for colleagues",
                decided_by=person,
                decided_at=now - timedelta(hours=36),
            )
        )

    act(decide)
    page = evaluator.get(f"{address}/history").text
    table = page.split('id="changes"')[1]
    row = re.search(rf"<td[^>]*>{keys['A'][3].item}, version \d+</td>.*?</tr>", table)[0]
    assert "Drop the item: it counts for nobody" in row
    assert row.endswith('data-l="Results changed">0</td></tr>')
    assert "Sri Decides" not in page
    assert "A reason for colleagues" not in page
    assert heading(page) == "No item clearly became easier or harder than the others"
    assert "No item clearly changed against the others" in page
    assert "a few points also come from chance" in page


def test_a_form_of_few_people_hides_the_history(evaluator, address, keys, act, version_id):
    def release(session, *, now):
        add_release(session, version_id, {"province": {"53": draw_counts(200, 1)}}, now=now)
        for form, people in (("A", 9), ("B", 200)):
            counts = draw_form(people, 1, keys[form])
            session.add(form_release(version_id, ("post", form), counts, now))

    act(release)
    page = evaluator.get(f"{address}/history").text
    assert "Figures appear once each form has at least 10 people" in page
    assert "200 people" not in page
    assert heading(page) == "Too early to compare periods"


@pytest.fixture
def release_roles(act, version_id, keys):
    """Release both forms by role; teachers know an item of form A by heart."""

    def release_roles(session, *, now, known, sizes):
        add_release(session, version_id, {"province": {"53": draw_counts(200, 1)}}, now=now)
        for form in ("A", "B"):
            roles = {}
            for role, n in sizes.items():
                easy = {known} if role == "cso" and form == "A" else ()
                roles[role] = draw_form(n, f"{form}{role}", keys[form], unknown=easy)
            released = ReleasedForm(("post", form), None, roles=roles)
            store_form(session, version_id, released, now)

    return lambda **options: act(release_roles, **options)


def test_roles_are_compared_item_by_item(app, evaluator, address, keys, release_roles):
    known = keys["A"][3].item
    release_roles(known=known, sizes={"teacher": 400, "cso": 300})
    with statements_of(app) as statements:
        page = evaluator.get(f"{address}/roles").text
    assert len(statements) <= 8
    assert heading(page) == "1 item favours a role"
    assert f"To look at: {known}" in page
    table = page.split("Items of form A by role</caption>")[1]
    assert re.search(rf'<th scope="row">{known}</th><td class="n">\u2212\d\.\d \(C\)</td>', table)
    assert page.count('role="img"') == 1
    assert "No item of this form is clearly easier" in page
    before_table = page.partition("Items of form A by role</caption>")[0]
    assert "easier for the role than for Teacher or school staff, below zero harder" in before_table


def test_too_few_signs_are_no_proof_of_fairness(evaluator, address, release_roles):
    release_roles(known="", sizes={"teacher": 120, "cso": 110})
    page = evaluator.get(f"{address}/roles").text
    assert heading(page) == "No item clearly favours a role"
    assert "A role with fewer than 100 people in a form is not compared" in page


def test_without_counts_by_role_nothing_is_compared(evaluator, address, release, release_roles):
    release(300)
    page = evaluator.get(f"{address}/roles").text
    assert heading(page) == "Not enough people to compare roles yet"
    assert "Roles are compared from 100 people" in page


@pytest.mark.parametrize("people", [60, 300])
def test_the_heading_agrees_with_the_column_of_remarks(evaluator, address, release, people):
    release(people)
    page = evaluator.get(address).text
    cells = re.findall(
        r'<tr><th scope="row">[^<]+</th>(?:<td class="n">[^<]*</td>){2}<td>(.*?)</td>', page
    )
    remarks = [cell for cell in cells if cell.strip() != "\N{EN DASH}"]
    looks = [cell for cell in remarks if "Look at the key" in cell]
    expected = {
        True: f"{len(looks)} of {len(cells)} items should be looked at",
        False: f"{len(remarks)} of {len(cells)} have a remark",
    }
    assert cells
    assert (expected[bool(looks)] in heading(page)) is bool(remarks)
    assert (heading(page) == "No item has a remark") is not bool(remarks)
