"""Problems become questions that could be asked at once, and questions become problems again."""

import pytest
from lxml import etree

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


@pytest.mark.parametrize(
    ("problem", "field"),
    [(TEXT, "stringresponse/textline"), (NUMBER, "numericalresponse/formulaequationinput")],
)
def test_a_question_to_be_answered_in_words_is_written_with_its_field(problem, field):
    """Without it Open edX shows the question and nowhere to answer."""
    row = {"code": "Q1", "objective_code": "M01-L1", **convert_problem(problem.encode()).item}
    written, _others = export_problems(add_practice_items(NO_BANK, [row]), "id")
    assert len(etree.fromstring(written["Q1"]).findall(f".//{field}")) == 1


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


PASSAGE = """<problem>
  <p>Read this <a href="https://example.org/">story</a>:</p>
  <table><tr><td>Rina</td><td>13</td></tr></table>
  <img src="/static/a.png" alt="Two friends"/>
  <multiplechoiceresponse partial_credit="points">
    <p>They play online.</p>
    <label>Is it safe?</label>
    <description>Choose <b>one</b>.</description>
    <choicegroup type="MultipleChoice">
      <choice correct="true">Yes <img src="/static/yes.png" alt="green"/>
        <choicehint>Right.</choicehint></choice>
      <choice correct="partial" point_value="0.5">Maybe</choice>
      <choice correct="false">No</choice>
    </choicegroup>
    <solution><p>First.</p></solution>
  </multiplechoiceresponse>
  <p>Take your time.</p>
  <solution><p>Second <img src="/static/s.png"/>.</p></solution>
  <demandhint><hint>Think of her age.</hint><hint>Think again.</hint></demandhint>
</problem>"""


def test_a_passage_stands_above_the_check_and_before_the_practice_question():
    problem = convert_problem(PASSAGE.encode())
    assert problem.check["stem_en"] == "Is it safe?\nChoose one."
    assert [option["text_en"] for option in problem.check["options"]] == [
        "Yes (green)",
        "Maybe",
        "No",
    ]
    assert problem.check["rationale_en"] == "First.\nSecond ."
    assert '<img src="/static/a.png" alt="Two friends">' in problem.case
    assert "They play online." in problem.case
    assert "Take your time." in problem.case
    assert "Is it safe?" not in problem.case
    assert problem.item["content"]["stem_en"] == (
        "Read this story:\nRina 13\n(Two friends)\nThey play online.\nTake your time.\n"
        "Is it safe?\nChoose one."
    )


def test_what_a_check_cannot_hold_is_noted():
    problem = convert_problem(PASSAGE.encode())
    assert [(note.code, note.detail) for note in problem.notes] == [
        ("scoring-rule-left-out", "points"),
        ("partial-credit-left-out", "Maybe"),
        ("picture-in-option", "img /static/yes.png"),
        ("picture-in-reason", "img /static/s.png"),
        ("hint-left-out", "Think of her age."),
        ("hint-left-out", "Think again."),
        ("figures-in-check-only", ""),
    ]


def test_a_practice_question_alone_loses_pictures_and_links():
    passage = '<p>See <a href="https://example.org/">this</a><img src="/static/a.png"/></p>'
    problem = convert_problem(TEXT.replace("<problem>", f"<problem>{passage}").encode())
    assert problem.check is None
    assert [(note.code, note.detail) for note in problem.notes] == [
        ("picture-left-out", "img /static/a.png"),
        ("link-left-out", "https://example.org/"),
    ]
    assert problem.item["content"]["stem_en"] == "See this\nWhich number?"


def test_a_question_without_a_label_is_all_markup_around_its_answers():
    around = "<h2>Title</h2>Loose <blockquote>Quoted</blockquote><pre>code</pre>"
    problem = convert_problem(
        f"<problem>{around}<multiplechoiceresponse><choicegroup>{YES_NO}</choicegroup>"
        "</multiplechoiceresponse>after</problem>".encode()
    )
    assert problem.check["stem_en"] == "Title\nLoose\nQuoted\ncode\nafter"
    assert problem.case == "<pre>code</pre>"


def test_a_dropdown_inside_a_sentence_keeps_the_sentence():
    problem = convert_problem(
        b"<problem><p>She is <optionresponse><optioninput><option correct='True'>13</option>"
        b"<option correct='False'>18</option></optioninput></optionresponse> years old.</p>"
        b"</problem>"
    )
    assert problem.check["stem_en"].split() == ["She", "is", "years", "old."]


@pytest.mark.parametrize(
    "hint",
    [
        '<compoundhint value="A B">Both.</compoundhint>',
        '<stringequalhint answer="110">Too low.</stringequalhint>',
        "<correcthint>Yes.</correcthint>",
    ],
)
def test_hints_that_questions_do_not_have_are_noted(hint):
    base = SEVERAL if "compound" in hint else TEXT
    end = "</checkboxgroup>" if "compound" in hint else "<textline/>"
    notes = convert_problem(base.replace(end, hint + end).encode()).notes
    assert [note.code for note in notes] == ["hint-left-out"]
    assert notes[0].detail in hint


def test_a_label_attribute_is_the_question_if_there_is_no_other():
    problem = convert_problem(
        b"<problem><stringresponse answer='129'><textline label='Which number?'/>"
        b"</stringresponse></problem>"
    )
    assert problem.item["content"]["stem_en"] == "Which number?"
