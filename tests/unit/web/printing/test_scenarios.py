"""Scenarios on paper: each way leads to the right number."""

import yaml

from courses.block_toolkit.texts import select_language
from lms.web.printing.scenarios import numbered_scenes
from tests.factories import SHIPPED_COURSE


def contents():
    for path in sorted((SHIPPED_COURSE / "scenarios").glob("*.yaml")):
        yield select_language(yaml.safe_load(path.read_text()), "id")


def first_words(scene):
    return scene.parts[0]["runs"][-1][0] if scene.parts else ""


def test_each_choice_leads_through_its_consequence_to_its_scene():
    for content in contents():
        scenes = {scene.number: scene for scene in numbered_scenes(content, "id")}
        nodes = {node["id"]: node for node in content["nodes"]}
        by_text = {first_words(scene): scene for scene in scenes.values() if not scene.onward}
        assert scenes[1] == by_text[nodes[content["start"]]["text"]]
        for node in nodes.values():
            scene = by_text[node["text"]]
            assert scene.is_end == (not node.get("choices"))
            choices = {choice["text"]: choice for choice in node.get("choices", ())}
            assert sorted(words for _letter, words, _number in scene.ways) == sorted(choices)
            for _letter, words, number in scene.ways:
                choice = choices[words]
                verdict, told = scenes[number].parts[:2]
                assert ("membahayakan" in str(verdict)) == choice.get("is_harmful", False)
                best = max(other["score"] for other in node["choices"])
                assert ("Paling menolong" in str(verdict)) == (choice["score"] == best)
                assert choice["feedback"] == told["runs"][-1][0]
                following = scenes[scenes[number].onward]
                assert first_words(following) == nodes[choice["next"]]["text"]


def test_numbers_are_complete_and_do_not_follow_the_story():
    for content in contents():
        scenes = numbered_scenes(content, "id")
        assert [scene.number for scene in scenes] == list(range(1, len(scenes) + 1))
        steps = [number - scene.number for scene in scenes for _l, _w, number in scene.ways]
        assert len(set(steps)) > len(steps) / 2


def test_a_scenario_without_scenes_has_none():
    assert numbered_scenes({}, "en") == []


def test_choices_are_shuffled_if_the_author_wants_that():
    choices = [{"text": f"pilihan {n}", "next": "b"} for n in range(8)]
    nodes = [{"id": "a", "text": "A", "choices": choices}, {"id": "b", "text": "B"}]
    content = {"start": "a", "nodes": nodes}
    listed = [words for _letter, words, _number in numbered_scenes(content, "id")[0].ways]
    assert listed == [choice["text"] for choice in choices]
    mixed = numbered_scenes({**content, "shuffle_choices": True}, "id")[0].ways
    assert [letter for letter, _words, _number in mixed] == list("abcdefgh")
    assert sorted(words for _letter, words, _number in mixed) == listed
    assert [words for _letter, words, _number in mixed] != listed


def test_a_scene_may_have_more_choices_than_the_alphabet_has_letters():
    choices = [{"text": str(n), "next": "b"} for n in range(28)]
    nodes = [{"id": "a", "choices": choices}, {"id": "b"}]
    scenes = numbered_scenes({"start": "a", "nodes": nodes}, "id")
    assert [letter for letter, _words, _number in scenes[0].ways][25:] == ["z", "aa", "ab"]


def test_an_end_has_the_text_of_a_path_with_steps_that_had_a_better_way():
    for content in contents():
        below = {node["text"]: node["below"] for node in content["nodes"] if "below" in node}
        scenes = numbered_scenes(content, "id")
        assert below
        assert below == {
            first_words(scene): scene.below[0]["runs"][0][0] for scene in scenes if scene.below
        }


def test_scores_that_are_no_numbers_do_not_prevent_a_print():
    choices = [{"text": "a", "next": "b", "score": "?"}, {"text": "b", "next": "b"}]
    nodes = [{"id": "a", "choices": choices}, {"id": "b", "below": 5}]
    assert len(numbered_scenes({"start": "a", "nodes": nodes}, "id")) == 4
