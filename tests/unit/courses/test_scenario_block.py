"""A scenario as a dialogue: the consequence before the next scene, portraits, signs, an end."""

import re
from pathlib import Path

import pytest
import yaml

from courses.block_toolkit.cast import initial_of
from courses.blocks.activities.scenario_path import ScenarioPath, Step, earned_signs, is_end
from tests.bare_host import BareHost, make_block, post, view

SHIPPED = sorted(Path("courses/content/poesa-el/scenarios").glob("*.yaml"))


def choice(text, following, score, **more):
    reason = f"Reason of {text}."
    return {"text": text, "next": following, "score": score, "feedback": reason, **more}


NODES = [
    {
        "id": "n1",
        "text": "A bench in the garden.",
        "signs": {"about": "raka", "trust": "none", "safety": "unclear"},
        "lines": [
            {"who": "sari", "text": "“I am here.”"},
            {"who": "raka", "text": "It is my fault."},
        ],
        "choices": [
            choice(
                "“Why did you?”",
                "r1",
                0,
                who="sari",
                lines=[{"text": "Raka looks down."}, {"who": "raka", "text": "Never mind."}],
                signs={"about": "raka", "trust": "shaken"},
            ),
            choice("“Are you safe today?”", "n2", 2, who="sari"),
        ],
    },
    {"id": "r1", "text": "Raka is silent.", "choices": [choice("“I am sorry.”", "n2", 1)]},
    {
        "id": "n2",
        "text": "“Yes, I am.”",
        "who": "raka",
        "choices": [choice("Call 129 together with Raka", "end", 2), choice("Wait", "end", 0)],
    },
    {"id": "end", "terminal": True, "text": "Raka laughs again."},
]
CONTENT = {"title_en": "Raka", "start": "n1", "scoring": {"max": 4, "suggest_retry_below": 3}}


class Portraits:
    def portrait(self, who):
        return f"/faces/{who}.svg" if who in ("raka", "sari") else ""


class Links:
    def home(self):
        return "/home"

    def course(self):
        return "/course"

    def help(self):
        return "#helplines"


@pytest.fixture
def play():
    return make_block("payung_scenario", CONTENT | {"nodes": NODES})


@pytest.fixture
def hosted():
    host = BareHost(links=Links(), portraits=Portraits())
    return make_block("payung_scenario", CONTENT | {"nodes": NODES}, host=host)


def press(block, text):
    value = re.search(f'name="choice" value="([^"]+)"><span>{re.escape(text)}', view(block))[1]
    return post(block, "choose", step=str(len(block.path)), choice=value)


def go_on(block):
    return post(block, "next", step=str(len(block.path)))


def test_a_scene_is_a_dialogue_with_the_learner_on_the_other_side(hosted):
    page = view(hosted)
    assert '<li class="told">A bench in the garden.</li>' in page
    own, other = page.index('class="line me"'), page.index('class="line"')
    assert page.index("Bu Sari, you") > own
    assert page.index(">Raka</span>It is my fault.") > other
    assert "I am here." in page
    assert "“I am here.”" not in page
    assert re.search(r'<img class="face" src="/faces/raka.svg" alt="" width="96"', page)


def test_the_polite_you_has_its_capital_in_indonesian():
    block = make_block("payung_scenario", CONTENT | {"nodes": NODES}, language="id")
    assert ">Bu Sari, Anda</span>" in view(block)


def test_a_host_without_portraits_shows_the_initial_and_no_links(play):
    page = view(play)
    assert '<span class="face" aria-hidden="true">R</span>' in page
    assert "<img" not in page
    assert "href=" not in page


@pytest.mark.parametrize(
    ("who", "language", "letter"),
    [("coach", "en", "C"), ("pupil", "en", "P"), ("pupil", "id", "M"), ("aunt", "en", "A")],
)
def test_an_initial_is_that_of_the_noun(who, language, letter):
    assert initial_of(who, language) == letter


def test_values_of_choices_are_opaque(play):
    values = re.findall(r'name="choice" value="([^"]+)"', view(play))
    assert len(set(values)) == 2
    assert not {"0", "1"} & set(values)


def test_the_replies_stand_before_the_reason(hosted):
    press(hosted, "“Why did you?”")
    page = view(hosted)
    order = ("Why did you?", "Raka looks down.", "Never mind.", "What happens here", "Reason of")
    places = [page.index(text) for text in order]
    assert places == sorted(places)
    assert "Raka is silent." not in page
    assert "Repair it" in page


def test_after_the_best_choice_one_goes_on(play):
    press(play, "“Are you safe today?”")
    assert "Go on" in view(play)
    assert "Repair it" not in view(play)
    go_on(play)
    assert ">Raka</span>Yes, I am." in view(play)


def test_a_choice_that_is_not_a_sentence_is_no_bubble(play):
    press(play, "“Are you safe today?”")
    go_on(play)
    press(play, "Call 129 together with Raka")
    page = view(play)
    assert "Your choice:</b> Call 129 together with Raka" in page
    assert "To the end" in page


def test_signs_are_words_and_stay_until_something_changes_them(play):
    page = view(play)
    assert "<dt>Raka\u2019s trust:</dt> <dd>not there yet</dd>" in page
    assert "<dt>Safe today:</dt> <dd>not clear yet</dd>" in page
    press(play, "“Why did you?”")
    page = view(play)
    assert "<dd>shaken a little</dd>" in page
    assert "<dt>Safe today:</dt> <dd>not clear yet</dd>" in page
    go_on(play)
    assert "<dd>shaken a little</dd>" in view(play)


def test_the_grade_comes_with_the_last_choice_and_the_end_after_its_result(play):
    for text in ("“Are you safe today?”", "Call 129 together with Raka"):
        press(play, text)
        assert "Raka laughs again." not in view(play)
        go_on(play)
    assert play.runtime.grades() == [(4, 4)]
    assert play.rounds == 1
    page = view(play)
    assert "Raka laughs again." in page
    assert "You have finished this scenario" in page
    assert "points" not in page


def test_a_low_score_names_the_steps_to_look_at_and_leads_to_another_round(hosted):
    for text in ("“Why did you?”", "“I am sorry.”", "Wait"):
        press(hosted, text)
        go_on(hosted)
    page = view(hosted)
    before, _heading, after = page.partition("Not yet: look at these steps again")
    assert "You may stop here for today." in before
    assert 'href="#helplines"' in before
    assert 'href="/home"' not in page  # a story that is over is not paused
    assert "1 of your 3 steps helped most." in after
    shown = page.partition("<details")[0]
    numbers = re.findall(r"Step (\d): there is a better way", shown)
    assert numbers == ["1", "3"]  # as on the path; the best choice of a repair is none
    path = page.partition("Steps that helped most (1)")[2]
    assert re.findall(r'<li value="(\d)">', path) == ["2"]
    again, onward = 'type="submit">Play again', 'href="/course">Back to the course'
    assert page.count(f'<button class="btn main" {again}') == 1
    beside, _, below = after.partition(": there is a better way")
    for ways in (beside, below):  # the steps between may fill several screens
        assert again in ways
        assert onward in ways
    post(hosted, "again", step="3")
    assert (hosted.path, hosted.rounds) == ([], 1)
    assert "A bench in the garden." in view(hosted)


def test_all_steps_that_could_be_better_are_listed_once(play):
    turns = [
        {
            "id": f"n{n}",
            "text": "Now?",
            "choices": [choice("Ask", f"n{n + 1}", 0), choice("Wait", "n4", 1)],
        }
        for n in range(1, 4)
    ]
    play.nodes = [*turns, {"id": "n4", "terminal": True, "text": "The end."}]
    for _turn in turns:
        press(play, "Ask")
        go_on(play)
    page = view(play)
    assert page.count(": there is a better way") == 3
    assert "None of your steps helped most yet." in page
    assert "<details" not in page


GOOD = {"about": "raka", "trust": "grown", "safety": "safe"}


def test_an_end_below_the_mark_has_its_own_text_and_no_happy_signs(play):
    play.nodes = [*NODES[:-1], NODES[-1] | {"signs": GOOD, "below": "Raka still waits."}]
    for text in ("“Why did you?”", "“I am sorry.”", "Wait"):
        press(play, text)
        go_on(play)
    page = view(play)
    assert "Raka still waits." in page
    assert "Raka laughs again." not in page
    assert "<dd>shaken a little</dd>" in page
    assert "<dd>not clear yet</dd>" in page


def test_an_end_above_the_mark_keeps_its_text_and_signs(play):
    play.nodes = [*NODES[:-1], NODES[-1] | {"signs": GOOD, "below": "Raka still waits."}]
    for text in ("“Are you safe today?”", "Call 129 together with Raka"):
        press(play, text)
        go_on(play)
    page = view(play)
    assert "Raka laughs again." in page
    assert "Raka still waits." not in page
    assert "<dd>has grown</dd>" in page
    assert "<dd>safe</dd>" in page


@pytest.mark.parametrize(
    ("scores", "trust", "safety"),
    [
        ((), "grown", "safe"),
        ((2,), "grown", "safe"),
        ((0,), "shaken", "unclear"),
        ((2, 0), "growing", "guarded"),
        ((2, 2, 2, 0), "growing", "guarded"),
        ((0, 1), "shaken", "unclear"),
        ((0, 2), "growing", "guarded"),
        ((0, 2, 2), "grown", "safe"),
        ((0, 0, 0, 2), "growing", "guarded"),
        ((0, 0, 0, 2, 0), "shaken", "unclear"),
    ],
)
def test_signs_are_never_better_than_the_choices(scores, trust, safety):
    steps = [
        Step({"choices": [choice("", "", score), choice("", "", 2)]}, choice("", "", score))
        for score in scores
    ]
    signs = earned_signs(steps, {"signs": GOOD})
    assert (signs["trust"], signs["safety"]) == (trust, safety)
    assert earned_signs(steps, {"signs": {"trust": "none"}}) == {"trust": "none"}
    assert earned_signs(steps, {}) == {}


def test_a_choice_without_points_lifts_no_sign():
    low = {"about": "raka", "trust": "shaken", "safety": "unclear"}
    scene = {"signs": low, "choices": [choice("", "", 0), choice("", "", 2)]}
    good = {"signs": GOOD | {"about": "raka"}}
    best, lost = Step(scene, choice("", "", 2)), Step(scene, choice("", "", 0))
    assert earned_signs([best, lost], good) == low
    assert earned_signs([best, best], good) == good["signs"]
    assert earned_signs([best, lost], {"signs": GOOD | {"about": "tari"}})["trust"] == "growing"
    assert earned_signs([lost], good)["trust"] == "shaken"


def test_below_the_mark_trust_is_shaken_at_an_end():
    step = Step({"choices": [choice("", "", 2)]}, choice("", "", 2))
    signs = earned_signs([step], {"signs": GOOD}, is_low=True)
    assert (signs["trust"], signs["safety"]) == ("shaken", "unclear")


def shown_signs(block):
    return re.search(r'<dl class="signs">.*?</dl>', view(block), re.DOTALL)[0]


WHOLE = "These signs come from your whole path, not from the last step alone."


def is_low_end(page):
    return "Not yet: look at these steps again" in page


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_the_result_of_a_choice_shows_the_signs_that_the_next_scene_has(play, path):
    """But for a low end, whose signs come from the whole path, and which says so."""
    scenario = yaml.safe_load(path.read_text())
    play.nodes, play.scoring = scenario["nodes"], scenario["scoring"]
    for node in play.nodes:
        at = str(node["id"])
        for index, way in enumerate([] if is_end(node) else node["choices"]):
            play.start, play.path, play.seen = at, [index], 0
            result = shown_signs(play)
            assert WHOLE not in view(play)
            play.seen = 1
            low = is_low_end(view(play))
            assert low == (WHOLE in view(play))
            assert low or shown_signs(play) == result, (at, index, way["next"])


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_the_result_of_a_best_last_step_shows_no_sign_of_a_low_end(play, path):
    scenario = yaml.safe_load(path.read_text())
    play.nodes, play.scoring = scenario["nodes"], scenario["scoring"] | {"suggest_retry_below": 99}
    ends = {str(node["id"]) for node in play.nodes if is_end(node)}
    tried = 0
    for node in play.nodes:
        for index, way in enumerate([] if is_end(node) else node["choices"]):
            if str(way["next"]) in ends and Step(node, way).is_best:
                play.start, play.path, play.seen = str(node["id"]), [index], 0
                assert "<dd>shaken a little</dd>" not in shown_signs(play)
                assert "<dd>not clear yet</dd>" not in shown_signs(play)
                play.seen = 1
                assert "<dd>shaken a little</dd>" in shown_signs(play)
                tried += 1
    assert tried


def test_a_best_choice_changes_the_signs_at_once(play):
    play.nodes = [NODES[0], NODES[1], NODES[2] | {"signs": GOOD}, NODES[3]]
    press(play, "“Are you safe today?”")
    assert "<dd>has grown</dd>" in shown_signs(play)
    go_on(play)
    assert "<dd>has grown</dd>" in shown_signs(play)


def test_signs_about_somebody_else_replace_all(play):
    play.nodes = [*NODES[:2], NODES[2] | {"signs": {"about": "tari", "trust": "none"}}, NODES[3]]
    press(play, "“Are you safe today?”")
    assert "Tari\u2019s trust" in shown_signs(play)
    assert "Safe today" not in shown_signs(play)


def test_pause_and_help_stand_under_scene_and_result(hosted):
    assert 'href="/home"' in view(hosted)
    assert 'href="#helplines"' in view(hosted)
    press(hosted, "“Why did you?”")
    assert 'href="/home"' in view(hosted)


def test_old_pages_change_nothing(play):
    old = view(play)
    press(play, "“Why did you?”")
    value = re.search(r'name="choice" value="([^"]+)"', old)[1]
    for handler, fields in (
        ("choose", {"step": "0", "choice": value}),
        ("choose", {"step": "0", "choice": "1"}),
        ("next", {"step": "0"}),
        ("again", {"step": "0"}),
    ):
        post(play, handler, **fields)
    assert (play.path, play.seen) == ([0], 0)


def test_state_of_an_earlier_version_goes_on_at_its_scene():
    block = make_block("payung_scenario", CONTENT | {"nodes": NODES, "path": [0]})
    assert "Raka is silent." in view(block)
    assert post(block, "choose", step="1", choice="0").status_int == 303
    assert "Reason of “I am sorry.”." in view(block)
    ended = make_block("payung_scenario", CONTENT | {"nodes": NODES, "path": [1, 0], "rounds": 1})
    assert "You have finished this scenario" in view(ended)


def test_scenes_of_earlier_files_are_told_as_one_text(play):
    play.nodes = [
        {"id": "n1", "text": "Friday, 12.40.", "choices": [choice("“Yes”", "end", 1)]},
        {"id": "end", "terminal": True, "text": "The end."},
    ]
    page = view(play)
    assert '<div class="case"><p>Friday, 12.40.</p></div>' in page
    assert 'class="talk' not in page


def test_a_scene_that_only_mistakes_lead_to_is_a_repair():
    path = ScenarioPath("n1", NODES)
    assert {node["id"] for node in NODES if path.is_repair(node)} == {"r1"}


def position(block):
    return re.search(r'<p class="eyebrow">([^<]+)</p>', view(block))[1]


def test_steps_count_choices_and_the_count_never_contradicts_itself(play):
    shown = [position(play)]
    for text in ("“Why did you?”", "“I am sorry.”", "Call 129 together with Raka"):
        press(play, text)
        shown.append(position(play))
        go_on(play)
        shown.append(position(play))
    ways = ["Step 1", "Step 1", "Step 2", "Step 2", "Step 3", "Step 3"]
    assert shown == [*ways, "The end, after 3 steps"]
    assert len(re.findall("<li value=", view(play))) == 3


def test_a_choice_that_endangers_somebody_says_so_at_once_and_at_the_end(play):
    first = choice("Go there", "end", 0, is_harmful=True)
    play.nodes = [
        {"id": "n1", "text": "Now?", "choices": [first, choice("Wait", "end", 1)]},
        {"id": "end", "terminal": True, "text": "The end."},
    ]
    press(play, "Go there")
    assert "This can do harm" in view(play)
    go_on(play)
    assert "Step 1: this can do harm" in view(play)
    assert "there is a better way" not in view(play).lower()


def test_a_low_verdict_counts_the_steps_that_endanger_somebody(play):
    play.scoring = {"max": 2, "suggest_retry_below": 2}
    play.nodes = [
        {
            "id": "n1",
            "text": "Now?",
            "choices": [choice("Go there", "n2", 0, is_harmful=True), choice("Wait", "n2", 1)],
        },
        {
            "id": "n2",
            "text": "Then?",
            "choices": [choice("Look", "end", 0), choice("Call", "end", 1)],
        },
        {"id": "end", "terminal": True, "text": "The end."},
    ]
    for step in ("Go there", "Look"):
        press(play, step)
        go_on(play)
    assert is_low_end(view(play))
    assert "<b>Steps that can do harm: 1.</b>" in view(play)
    press_again = post(play, "again", step="2")
    assert press_again.status_int == 303
    for step in ("Wait", "Look"):
        press(play, step)
        go_on(play)
    assert is_low_end(view(play))
    assert "Steps that can do harm" not in view(play)


def test_a_path_with_enough_points_still_shows_its_steps_that_endanger_somebody(play):
    play.nodes = [
        {
            "id": "n1",
            "text": "Now?",
            "choices": [choice("Go there", "n2", 0, is_harmful=True), choice("Wait", "n2", 1)],
        },
        {"id": "n2", "text": "Then?", "choices": [choice("Call", "end", 3)]},
        {"id": "end", "terminal": True, "text": "The end."},
    ]
    for step in ("Go there", "Call"):
        press(play, step)
        go_on(play)
    page = view(play)
    assert "You have finished this scenario" in page
    assert "Steps that can do harm: 1." in page
    assert page.index("Step 1: this can do harm") < page.index("Look back at your path")
    assert "Step 2:" not in page
    assert len(re.findall("<li value=", page)) == 2
