"""HTML of a scenario as a dialogue: lines with portraits, and the signs of trust and safety."""

import re
from collections.abc import Callable, Iterable, Set
from html import escape
from typing import Final, NamedTuple, Protocol

from courses.block_toolkit.base import PayungBlock
from courses.block_toolkit.cast import initial_of, name_of
from courses.block_toolkit.markup import icon
from courses.blocks.activities.scenario_path import Choice, Line, Node, Signs

QUOTES: Final = '"\u201c\u201d\u201e\u00ab\u00bb'
SPOKEN: Final = re.compile(rf"\s*[{QUOTES}]")  # the text of a choice that is a sentence to say
SEED: Final = '<path d="M5 21h14M12 21v-5"/><circle cx="12" cy="13.5" r="2"/>'
SPROUT: Final = (
    '<path d="M5 21h14M12 21v-8"/><path class="on" d="M12 13c0-3 2-5 6-5 0 4-2 6-6 5z"/>'
)
LEAVES: Final = (
    '<path d="M5 21h14M12 21V9"/><path class="on" d="M12 14c0-3 2-5 6-5 0 4-2 6-6 5z'
    'M12 11c0-4-2-6-6-6 0 4 2 6 6 6z"/>'
)
CLOSED: Final = (
    '<path d="M12 3v18"/><path class="on" d="M12 4c2 4 2.5 8 2.5 11h-5c0-3 .5-7 2.5-11z"/>'
)
HALF_OPEN: Final = (
    '<path d="M12 3v18"/><path class="on" d="M12 4c4 2 6 6 6.5 10-2-1.5-4.5-1.5-6.5 0-2-1.5'
    '-4.5-1.5-6.5 0C6 10 8 6 12 4z"/>'
)
OPEN: Final = (
    '<path d="M12 3v18"/><path class="on" d="M2.5 13C3 7.5 7.5 4.5 12 4.5s9 3 9.5 8.5q-2.4-2'
    '-4.7 0-2.4-2-4.8 0-2.4-2-4.8 0-2.4-2-4.7 0z"/>'
)
STATES = {  # of trust and of safety, by their keys in the course files: drawing, words
    "none": (SEED, "not there yet"),
    "shaken": (SEED, "shaken a little"),
    "growing": (SPROUT, "starts to grow"),
    "grown": (LEAVES, "has grown"),
    "unclear": (CLOSED, "not clear yet"),
    "guarded": (HALF_OPEN, "being looked after"),
    "safe": (OPEN, "safe"),
}


class Portraits(Protocol):
    """Service `portraits` of a host: URLs of portraits."""

    def portrait(self, who: str) -> str:
        """URL of the portrait of a person, or an empty string."""


class Speech(NamedTuple):
    """What a dialogue needs of its block: language, texts, portraits, the learner's people."""

    language: str
    translate_html: Callable[..., str]
    cite: Callable[[str], str]
    portraits: Portraits | None
    players: Set[str]


def has_lines(node: Node) -> bool:
    """Whether a scene is a dialogue. Scenes of earlier files are told as one text."""
    return bool(node.get("who") or node.get("lines"))


def scene_lines(node: Node) -> list[Line]:
    """The text of a scene and its lines."""
    first: Line = {"text": node["text"]}
    if node.get("who"):
        first["who"] = node["who"]
    return [first, *(node.get("lines") or [])]


def choice_lines(choice: Choice) -> list[Line]:
    """What follows a choice, after the choice itself."""
    return list(choice.get("lines") or [])


def talk(lines: Iterable[Line], speech: Speech) -> str:
    """Lines of a dialogue as a list."""
    return talk_of(talk_rows(lines, speech), speech)


def talk_of(rows: str, speech: Speech) -> str:
    """A list of rows, which are HTML; empty without any."""
    label = speech.translate_html("Conversation")
    return f'<ol class="talk" role="list" aria-label="{label}">{rows}</ol>' if rows else ""


def talk_rows(lines: Iterable[Line], speech: Speech) -> str:
    """Rows of a dialogue. The lines of the learner's own person are on the other side."""
    return "".join(
        own_line(line["text"], line.get("who", ""), speech)
        if line.get("who") in speech.players
        else _line(line, speech)
        for line in lines
    )


def chosen_line(choice: Choice, speech: Speech) -> str:
    """The learner's choice: a line of the dialogue if it is something to say."""
    who, text = choice.get("who", ""), choice["text"]
    if SPOKEN.match(text):
        return own_line(text, who, speech)
    label = speech.translate_html("Your choice:")
    return f'<li class="chosen"><span><b>{label}</b> {speech.cite(text)}</span></li>'


def own_line(text: str, who: str, speech: Speech) -> str:
    """A line of the person whom the learner plays."""
    name = (
        speech.translate_html("{name}, you", name=name_of(who, speech.language))
        if who
        else speech.translate_html("You")
    )
    face = _face(who, speech) if who else ""
    kind = "line me" if face else "line me bare"
    return (
        f'<li class="{kind}"><div class="bub"><span class="who">{name}</span>'
        f"{speech.cite(_without_quotes(text))}</div>{face}</li>"
    )


def signs_list(signs: Signs | None, speech: Speech) -> str:
    """Trust and safety in words with a drawing each; empty without any."""
    if not signs:
        return ""
    trust = trust_row(signs.get("about", ""), signs.get("trust", ""), speech)
    rows = (trust, safety_row(signs.get("safety", ""), speech))
    return f'<dl class="signs">{"".join(rows)}</dl>' if any(rows) else ""


def trust_row(who: str, state: str, speech: Speech) -> str:
    """The trust of somebody; empty for an unknown state."""
    about = name_of(who, speech.language)
    label = (
        speech.translate_html("{name}\u2019s trust", name=about)
        if about
        else speech.translate_html("Trust")
    )
    return _sign(label, state, speech)


def safety_row(state: str, speech: Speech) -> str:
    """How safe it is today; empty for an unknown state."""
    return _sign(speech.translate_html("Safe today"), state, speech)


def _sign(label: str, state: str, speech: Speech) -> str:
    if state not in STATES:
        return ""
    drawing, words = STATES[state]
    return (
        f'<div><svg class="sign" viewBox="0 0 24 24" aria-hidden="true">{drawing}</svg>'
        f"<dt>{label}:</dt> <dd>{speech.translate_html(words)}</dd></div>"
    )


def _line(line: Line, speech: Speech) -> str:
    who = line.get("who")
    if not who:
        return f'<li class="told">{speech.cite(line["text"])}</li>'
    name = escape(name_of(who, speech.language))
    return (
        f'<li class="line">{_face(who, speech)}<div class="bub"><span class="who">{name}</span>'
        f"{speech.cite(_without_quotes(line['text']))}</div></li>"
    )


def _face(who: str, speech: Speech) -> str:
    """The portrait of a person, or the first letter of the name. The name stands in the line."""
    url = speech.portraits.portrait(who) if speech.portraits else ""
    if url:
        return f'<img class="face" src="{escape(url)}" alt="" width="96" height="96">'
    initial = escape(initial_of(who, speech.language))
    return f'<span class="face" aria-hidden="true">{initial}</span>'


def _without_quotes(text: str) -> str:
    """The text of a line without the quotation marks around the whole of it."""
    inner = text.strip()
    if len(inner) > 1 and inner[0] in QUOTES and inner[-1] in QUOTES:
        within = inner[1:-1]
        if not any(mark in within for mark in '"“”„«»'):
            return within
    return inner


def calm(block: PayungBlock) -> str:
    """Links for a pause and for help, in hosts that have them."""
    links = block.runtime.service(block, "links")
    if not links:
        return ""
    pause = block.translate_html("Pause, saved")
    return (
        f'<p class="calm"><a href="{escape(links.home())}">{icon("leaf")}{pause}</a>'
        f"{help_link(block)}</p>"
    )


def help_link(block: PayungBlock) -> str:
    """A link to help, in hosts that have it."""
    links = block.runtime.service(block, "links")
    if not links:
        return ""
    text = block.translate_html("Help")
    return f'<a href="{escape(links.help())}">{icon("phone")}{text}</a>'
