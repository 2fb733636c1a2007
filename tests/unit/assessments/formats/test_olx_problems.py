"""Problems become questions that could be asked at once, and questions become problems again."""

import pytest

from assessments.exchange.olx.problems import add_practice_items, convert_problem, export_problems
from assessments.items.contexts import find_bank_flaws

NO_BANK = {"items": [], "forms": [], "assessments": []}
CHOICE = "<multiplechoiceresponse><label>Safe?</label><choicegroup>{}</choicegroup>"
CHOICE = f"<problem display_name='{'A long name ' * 9}'>{CHOICE}</multiplechoiceresponse></problem>"
YES_NO = '<choice correct="true">Yes</choice><choice correct="false">No</choice>'
SEVERAL = (
    "<problem><choiceresponse><label>Which?</label><checkboxgroup>"
    '<choice correct="true">A</choice><choice correct="true">B</choice>'
    '<choice correct="false">C</choice></checkboxgroup></choiceresponse></problem>'
)
DROPDOWN = (
    "<problem><optionresponse><label>Pick</label><optioninput options=\"('a','b')\" correct=\"a\"/>"
    "</optionresponse></problem>"
)
TEXT = (
    '<problem><stringresponse answer="129" type="ci"><label>Which number?</label>'
    '<additional_answer answer="SAPA 129"/><textline/></stringresponse></problem>'
)
NUMBER = (
    '<problem><numericalresponse answer="3"><label>How many?</label><responseparam '
    'type="tolerance" default="1"/></numericalresponse></problem>'
)


@pytest.mark.parametrize(
    ("problem", "type_code", "is_check"),
    [
        (CHOICE.format(YES_NO), "single-choice", True),
        (SEVERAL, "multiple-choice", True),
        (DROPDOWN, "single-choice", True),
        (TEXT, "short-text", False),
        (NUMBER, "number", False),
    ],
)
def test_each_type_of_the_formats_becomes_a_question_and_a_problem_again(
    problem, type_code, is_check
):
    found = convert_problem(problem.encode())
    row = {"code": "Q1", "objective_code": "M01-L1", **found.item}
    bank = add_practice_items(NO_BANK, [row])

    assert (row["type_code"], bool(found.check), found.rejection_reason) == (
        type_code,
        is_check,
        "",
    )
    assert list(find_bank_flaws(bank)) == []
    assert bank["forms"][0]["slots"] == [["M01-L1", "Q1"]]
    for language in ("id", "en"):
        written, others = export_problems(bank, language)
        again = convert_problem(written["Q1"])
        assert others == ()
        assert again.item["answer_key"].keys() == found.item["answer_key"].keys()
        assert again.item["content"] == found.item["content"]


def test_questions_join_those_that_are_practised_already():
    first, second = (
        {"code": code, "objective_code": "O", **convert_problem(TEXT.encode()).item}
        for code in "AB"
    )
    bank = add_practice_items(add_practice_items(NO_BANK, [first]), [second])
    assert [form["code"] for form in bank["forms"]] == ["practice"]
    assert bank["forms"][0]["slots"] == [["O", "A"], ["O", "B"]]
    assert len(bank["assessments"]) == 1
    assert add_practice_items(bank, []) == bank


@pytest.mark.parametrize(
    ("problem", "reason"),
    [
        ("<problem><p>No question</p></problem>", "kind-unknown"),
        ("<problem/>", "kind-unknown"),
        (f"<problem>{TEXT}{NUMBER}</problem>", "several-questions"),
        ('<problem><stringresponse answer="a.*" type="regexp"/></problem>', "pattern-answer"),
        ("<problem><script>x=1</script><numericalresponse answer='$x'/></problem>", None),
        (CHOICE.format('<choice correct="false">No</choice>' * 2), None),
        (CHOICE.format(""), None),
        ("<problem><schematicresponse/></problem>", "kind-unknown"),
        ("<problem><numericalresponse answer='many'/></problem>", None),
    ],
)
def test_a_problem_that_has_no_form_here_says_why(problem, reason):
    found = convert_problem(problem.encode())
    assert (found.check, found.item) == (None, None)
    assert found.rejection_reason == (reason or found.rejection_reason) != ""
