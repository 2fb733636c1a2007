"""Activities on paper: their questions with boxes to tick, and apart from them the answers.

The content is that of one language.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from hashlib import sha256
from typing import Any, Final

from courses.block_toolkit.markdown import render_markdown
from courses.block_toolkit.texts import translate
from courses.blocks.reading.role import NAMES, NOTHING
from lms.web.printing.nodes import (
    Node,
    box_choices,
    boxes,
    bullets,
    described,
    group,
    letter,
    lines,
    paragraph,
    text,
    texts,
)
from lms.web.printing.page_nodes import nodes_of_html

Content = Mapping[str, Any]
LINE: Final = 80  # characters that are written by hand in a line
MAX_LINES: Final = 6
NOTE_LINES: Final = 3


@dataclass(slots=True)
class Activity:
    """An activity on paper. `questions` and `answers` hold the parts of each question, in order."""

    title: str = ""
    instruction: str = ""
    before: list[Node] = field(default_factory=list)
    questions: list[list[Node]] = field(default_factory=list)
    closing: str = ""
    answers: list[list[Node]] = field(default_factory=list)

    def add(self, question: Sequence[Node], answer: Sequence[Node] = ()) -> None:
        self.questions.append(list(question))
        if answer:
            self.answers.append(list(answer))

    def parts(self) -> list[Node]:
        """The activity without its answers."""
        heads = [text(self.title, "bold")] if self.title else []
        numbered = len(self.questions) > 1 and bool(self.answers)
        listed = [
            group(*([_numbered(number, parts)] if numbered else parts))
            for number, parts in enumerate(self.questions, start=1)
        ]
        return [
            *heads,
            *texts(self.instruction),
            *self.before,
            *listed,
            *texts(self.closing),
        ]

    def answer_parts(self) -> list[Node]:
        """The answers, with the numbers of their questions if there is more than one."""
        if len(self.questions) == 1:
            return [part for parts in self.answers for part in parts]
        return [_numbered(number, parts) for number, parts in enumerate(self.answers, start=1)]


def printed_activity(block_type: str, content: Content, language: str) -> Activity | None:
    """The activity of a block in one language; None if the block is to be read as its page."""
    fill = FILLERS.get(block_type)
    if fill is None:
        return None
    activity = Activity(
        content.get("title", ""), content.get("instruction", ""), closing=content.get("after", "")
    )
    fill(activity, content, partial(translate, language))
    return activity


Translate = Callable[..., str]


def _numbered(number: int, parts: Sequence[Node]) -> Node:
    return bullets([parts], start=number)


def _choices(activity: Activity, content: Content, say: Translate) -> None:
    for turn in content.get("turns", ()):
        options = turn.get("options", ())
        answers = [
            [
                paragraph(
                    (f"{_verdict(option, say)}. ", "bold"), (str(option.get("feedback", "")), "")
                )
            ]
            for option in options
        ]
        activity.add(
            [*texts(turn.get("text")), boxes(texts(option.get("text")) for option in options)],
            [_lettered(answers)],
        )


def _verdict(option: Content, say: Translate) -> str:
    if option.get("is_best"):
        return say("Helps most")
    return say("This can do harm") if option.get("is_harmful") else say("There is a better way")


def _lettered(answers: Sequence[Sequence[Node]]) -> Node:
    return {"kind": "letters", "items": [list(answer) for answer in answers]}


def _sorting(activity: Activity, content: Content, say: Translate) -> None:
    labels = {str(entry["id"]): str(entry.get("label", "")) for entry in content.get("groups", ())}
    for item in content.get("items", ()):
        fits = ", ".join(labels.get(str(entry), "") for entry in item.get("fits", ()))
        verdict = say("Fits: {group}", group=fits)
        harmful = [labels.get(str(entry), "") for entry in item.get("harmful") or ()]
        warned = [text(f"{', '.join(harmful)}: {say('This can do harm')}.")] if harmful else []
        activity.add(
            [*texts(item.get("text")), box_choices(labels.values())],
            [
                paragraph((f"{verdict}. ", "bold"), (str(item.get("explanation", "")), "")),
                *warned,
            ],
        )


def _matching(activity: Activity, content: Content, say: Translate) -> None:
    pairs = list(content.get("pairs", ()))
    mixed = _mixed(pairs)
    letters = [letter(position) for position in range(len(mixed))]
    activity.instruction = activity.instruction or say("Choose a letter in each row.")
    activity.before = [_lettered([[text(pair.get("right", ""))] for pair in mixed])]
    for pair in pairs:
        fitting = f"{letters[mixed.index(pair)]}. {pair.get('right', '')} "
        activity.add(
            [*texts(pair.get("left")), box_choices(letters)],
            [paragraph((fitting, "bold"), (str(pair.get("explanation", "")), ""))],
        )


def _ordering(activity: Activity, content: Content, say: Translate) -> None:
    steps = list(content.get("steps", ()))
    order = [
        [paragraph((f"{step.get('text', '')} ", "bold"), (str(step.get("explanation", "")), ""))]
        for step in steps
    ]
    if steps:
        activity.add([_to_number(steps)], [bullets(order, start=1)])


def _to_number(steps: Sequence[Any]) -> Node:
    """Steps in another order, each with a box for its number."""
    return boxes(map(_with_picture, _mixed(steps)), letters=False)


def _with_picture(entry: Content, name: str = "text") -> list[Node]:
    """The text of an option, step or pair, and the description of its picture."""
    return [*texts(entry.get(name)), *described(entry.get("picture"))]


def _mixed(entries: Sequence[Any]) -> list[Any]:
    """Entries in an order that does not depend on theirs, and differs from it if there are two."""
    mixed = sorted(entries, key=lambda entry: sha256(str(entry).encode()).digest())
    return mixed[1:] + mixed[:1] if mixed == list(entries) else mixed


def _check(activity: Activity, content: Content, say: Translate) -> None:
    activity.title = activity.title or say("Check what you know")
    case = ""
    for item in content.get("items", ()):
        is_new = item.get("case", "") not in ("", case)
        introduction = nodes_of_html(render_markdown(item["case"])) if is_new else []
        introduction += described(item.get("case_picture")) if is_new else []
        case = item.get("case", "")
        question, answer = _item(item, say)
        stem = [*texts(item.get("stem")), *described(item.get("picture"))]
        activity.add([*introduction, *stem, *question], [*answer, *texts(item.get("rationale"))])


def _item(item: Content, say: Translate) -> tuple[list[Node], list[Node]]:
    """The fields of a practice item, and its key."""
    if item.get("options"):
        options = item["options"]
        keyed = [[_reason(option, say)] for option in options]
        return [boxes(map(_with_picture, options))], [_lettered(keyed)]
    if item.get("correct_order"):
        steps = item["correct_order"]
        return [_to_number(steps)], [bullets([[text(s.get("text", ""))] for s in steps], start=1)]
    pairs = item.get("pairs", ())
    rights = [str(pair.get("right", "")) for pair in _mixed(pairs)]
    rows = [[*_with_picture(pair, "left"), box_choices(rights)] for pair in pairs]
    key = [[text(f"{pair.get('left', '')}: {pair.get('right', '')}")] for pair in pairs]
    return [bullets(rows)], [bullets(key)]


def _reason(option: Content, say: Translate) -> Node:
    verdict = f"{say('That fits.')} " if option.get("correct") else ""
    return paragraph((verdict, "bold"), (str(option.get("rationale", "")), ""))


def _poll(activity: Activity, content: Content, say: Translate) -> None:
    activity.add([boxes(texts(option.get("text")) for option in content.get("options", ()))])


def _checklist(activity: Activity, content: Content, say: Translate) -> None:
    levels = [str(level.get("label", "")) for level in content.get("levels", ())]
    items = content.get("items", ())
    if levels:
        for item in items:
            activity.add([*_with_hint(item, "text"), box_choices(levels)])
    else:
        activity.add([boxes((_with_hint(item, "text") for item in items), letters=False)])
    note = content.get("note") or {}
    if note.get("label"):
        activity.add([*_with_hint(note, "label"), lines(NOTE_LINES)])


def _with_hint(entry: Content, name: str) -> list[Node]:
    return [*texts(entry.get(name)), *texts(entry.get("hint"))]


def _reflection(activity: Activity, content: Content, say: Translate) -> None:
    for prompt in content.get("prompts", ()):
        activity.add([*_with_hint(prompt, "label"), lines(_room(prompt.get("max_length")))])


def _room(characters: object) -> int:
    """The lines for a text of so many characters."""
    count = characters if isinstance(characters, int) and characters > 0 else LINE * NOTE_LINES
    return max(2, min(MAX_LINES, -(-count // LINE)))


def _roles(activity: Activity, content: Content, say: Translate) -> None:
    """What each audience does, with room for a day if it is a task."""
    for audience, name in NAMES.items():
        if content.get(audience, "") not in NOTHING:
            role_text = paragraph((f"{say(name)}: ", "bold"), (str(content[audience]), ""))
            activity.add([role_text])


def _tasks(activity: Activity, content: Content, say: Translate) -> None:
    activity.title = activity.title or say("One task for your role")
    _roles(activity, content, say)
    if activity.questions:
        activity.add([lines(2)])


def _plan(activity: Activity, content: Content, say: Translate) -> None:
    template = content.get("template") or {}
    activity.title = activity.title or str(template.get("title", ""))
    activity.instruction = activity.instruction or str(template.get("note", ""))
    for entry in template.get("fields", ()):
        activity.add(_plan_field(entry))


def _plan_field(entry: Content) -> list[Node]:
    label = texts(entry.get("label"))
    if entry.get("options"):
        options = (texts(_name(option)) for option in entry["options"])
        return [*label, boxes(options, letters=False)]
    parts = entry.get("questions") or entry.get("subfields") or ()
    if parts:
        return [*label, bullets([[*texts(_name(part)), lines(1)] for part in parts])]
    return [*label, lines(_room(entry.get("max", LINE)))]


def _name(entry: Content | str) -> str:
    """The label of an option or part of a field; older plans have texts only."""
    return entry if isinstance(entry, str) else str(entry.get("label", ""))


FILLERS: Final[Mapping[str, Callable[[Activity, Content, Translate], None]]] = {
    "payung_choices": _choices,
    "payung_sorting": _sorting,
    "payung_matching": _matching,
    "payung_ordering": _ordering,
    "payung_check": _check,
    "payung_poll": _poll,
    "payung_checklist": _checklist,
    "payung_reflection": _reflection,
    "payung_role": _roles,
    "payung_role_tasks": _tasks,
    "payung_action_plan": _plan,
}
