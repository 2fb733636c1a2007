"""Activities on paper: questions with boxes, and answers apart from them."""

import json

import pytest

from courses.block_toolkit.texts import select_language
from courses.course_files.reader import read_course
from lms.web.printing.activities import printed_activity
from tests.factories import SHIPPED_COURSE

NO_TEXTS = {"id", "tone", "fits", "harmful"}  # keys of values that name something else
CHOICES = {
    "title": "Apa kata Bu Sari?",
    "instruction": "Pilih dulu.",
    "turns": [
        {
            "id": str(number),
            "text": f"Pertanyaan {number}",
            "options": [
                {"id": "a", "text": "Diam", "is_best": False, "feedback": "Terlambat."},
                {"id": "b", "text": "Bertanya", "is_best": True, "feedback": "Tepat."},
                {
                    "id": "c",
                    "text": "Menyebar",
                    "is_best": False,
                    "is_harmful": True,
                    "feedback": "Bahaya.",
                },
            ],
        }
        for number in (1, 2)
    ],
}
PAIRS = [{"id": str(n), "left": f"kiri {n}", "right": f"kanan {n}"} for n in range(1, 5)]
STEPS = [{"id": str(n), "text": f"langkah {n}", "explanation": f"sebab {n}"} for n in range(1, 5)]


def shown(parts):
    return json.dumps(parts, ensure_ascii=False)


def test_choices_stand_in_the_questions_and_feedback_in_the_answers_only():
    activity = printed_activity("payung_choices", CHOICES, "id")
    questions, answers = shown(activity.parts()), shown(activity.answer_parts())
    assert all(words in questions for words in ("Pertanyaan 2", "Diam", "Menyebar", "Pilih dulu."))
    for words in ("Terlambat.", "Tepat.", "Bahaya."):
        assert words not in questions
        assert words in answers
    for verdict in ("Paling membantu", "Ini bisa membahayakan"):
        assert verdict not in questions


def test_answers_have_the_numbers_of_their_questions():
    activity = printed_activity("payung_choices", CHOICES, "id")
    for parts in (activity.answer_parts(), [p["parts"][0] for p in activity.parts()[2:]]):
        assert [part["start"] for part in parts] == [1, 2]


def test_a_single_question_has_no_number():
    single = {**CHOICES, "turns": CHOICES["turns"][:1]}
    activity = printed_activity("payung_choices", single, "en")
    assert [part["kind"] for part in activity.answer_parts()] == ["letters"]


def test_the_right_sides_of_pairs_are_mixed_and_each_answer_names_its_letter():
    activity = printed_activity("payung_matching", {"pairs": PAIRS}, "en")
    rights = [item[0]["runs"][0][0] for item in activity.before[0]["items"]]
    assert sorted(rights) == [pair["right"] for pair in PAIRS]
    assert rights != [pair["right"] for pair in PAIRS]
    for pair, answer in zip(PAIRS, activity.answers, strict=True):
        letter = "abcd"[rights.index(pair["right"])]
        assert answer[0]["runs"][0][0].startswith(f"{letter}. {pair['right']}")


def test_steps_to_order_are_mixed_and_the_answer_has_their_order():
    activity = printed_activity("payung_ordering", {"steps": STEPS}, "en")
    listed = [item[0]["runs"][0][0] for item in activity.questions[0][0]["items"]]
    assert sorted(listed) == [step["text"] for step in STEPS]
    assert listed != [step["text"] for step in STEPS]
    order = [item[0]["runs"][0][0].strip() for item in activity.answers[0][0]["items"]]
    assert order == [step["text"] for step in STEPS]


def test_practice_items_have_their_key_in_the_answers_only():
    options = [
        {"id": "A", "text": "benar", "correct": True, "rationale": "sebab A"},
        {"id": "B", "text": "keliru", "correct": False, "rationale": "sebab B"},
    ]
    items = [
        {
            "id": "1",
            "type": "single_best",
            "stem": "S",
            "options": options,
            "case": "Kasus **itu**",
        },
        {"id": "2", "type": "ordering", "stem": "T", "correct_order": STEPS, "rationale": "urut"},
        {"id": "3", "type": "matching", "stem": "U", "pairs": PAIRS},
    ]
    activity = printed_activity("payung_check", {"items": items}, "id")
    questions, answers = shown(activity.parts()), shown(activity.answer_parts())
    assert "Kasus " in questions
    assert "sebab A" not in questions
    assert all(words in answers for words in ("sebab A", "sebab B", "urut", "kiri 4: kanan 4"))


def test_a_group_that_endangers_somebody_is_named_in_the_answer():
    groups = [{"id": "wait", "label": "Tunda"}, {"id": "act", "label": "Sekarang"}]
    items = [{"id": "1", "text": "Luka", "fits": ["act"], "harmful": ["wait"], "explanation": "X"}]
    activity = printed_activity("payung_sorting", {"groups": groups, "items": items}, "id")
    assert "Tunda: " in activity.answers[0][1]["runs"][0][0]
    assert "membahayakan" not in shown(activity.parts())


def test_what_is_written_has_room_and_no_answers():
    reflection = {"prompts": [{"id": "a", "label": "Rasa", "max_length": 400}]}
    checklist = {"items": [{"text": "Satu"}], "levels": [], "note": {"label": "Catatan"}}
    for block_type, content in (("reflection", reflection), ("checklist", checklist)):
        activity = printed_activity(f"payung_{block_type}", content, "id")
        assert '"lines"' in shown(activity.parts())
        assert activity.answer_parts() == []


def test_other_blocks_are_read_from_their_page():
    assert printed_activity("payung_text", {"markdown": "x"}, "id") is None
    assert printed_activity("others_vote", {}, "id") is None


def test_empty_content_makes_nothing_but_a_title():
    for name in ("choices", "sorting", "matching", "ordering", "check", "poll", "role_tasks"):
        activity = printed_activity(f"payung_{name}", {}, "en")
        assert activity.answer_parts() == []


def texts_of(value):
    """The texts of content, without ids."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, part in value.items():
            if key not in NO_TEXTS:
                yield from texts_of(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from texts_of(part)


@pytest.mark.parametrize("language", ["id", "en"])
def test_each_text_of_each_activity_of_the_shipped_course_is_printed(language):
    missing, count = [], 0
    for module in read_course(SHIPPED_COURSE).modules:
        for unit in (unit for lesson in module.lessons for unit in lesson.units):
            content = select_language(unit.content, language)
            activity = printed_activity(f"payung_{unit.block_type}", content, language)
            if activity is not None:
                everything = [activity.parts(), activity.answer_parts(), activity.title]
                printed = "\n".join(texts_of(everything))
                own = [text for text in texts_of(content) if text.strip()]
                count += len(own)
                missing += [(unit.key, text) for text in own if text not in printed]
    assert count > 500
    assert missing == []


def test_a_closing_text_stands_after_the_questions():
    activity = printed_activity("payung_choices", {**CHOICES, "after": "Simpan: 129."}, "id")
    assert activity.parts()[-1]["runs"] == [["Simpan: 129.", ""]]


def test_pictures_of_questions_and_choices_are_described():
    picture = {"type": "image/png", "data": "AA==", "alt": "Peta"}
    options = [{"text": "Ya", "correct": True, "picture": {**picture, "alt": "Rumah"}}]
    item = {"stem": "S", "picture": picture, "options": options}
    case = {"case": "Kasus", "case_picture": {**picture, "alt": "Jalan"}}
    activity = printed_activity("payung_check", {"items": [{**item, **case}]}, "id")
    frames = [part for part in activity.questions[0] if part["kind"] == "framed"]
    assert [frame["parts"][0]["runs"][0][0] for frame in frames] == ["Jalan", "Peta"]
    assert "Rumah" in shown(activity.parts())


def test_more_pairs_than_letters_go_on_with_two_letters():
    pairs = [{"id": str(n), "left": f"kiri {n}", "right": f"kanan {n}"} for n in range(30)]
    activity = printed_activity("payung_matching", {"pairs": pairs}, "en")
    letters = activity.questions[0][1]["items"]
    assert letters[25:28] == ["z", "aa", "ab"]
    assert len(activity.answers) == len(pairs)
