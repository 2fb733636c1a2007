"""What a page of reminders shows: each text that will go out, who is left out, words to copy."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from courses.cohorts.reminders.rules import REASONS
from lms.extensions import current_ports
from lms.web.cohorts.access import CohortAccess
from lms.web.texts.message_texts import message_text
from lms.workflows.reminders.recipients import Candidate
from lms.workflows.reminders.send import TEMPLATE, next_step_path

CHANNEL_LABELS: Final = {"email": _l("by e-mail"), "phone": _l("by phone")}
LANGUAGE_LABELS: Final = {"id": _l("in Indonesian"), "en": _l("in English")}
OBSTACLES: Final[dict[str, tuple[LazyString, LazyString]]] = {
    # why, and what to do
    "no-channel-email": (
        _l("This server sends no e-mail"),
        _l(
            "Hand the words or the link below over yourself. An administrator can set up mail; "
            "then it goes from here."
        ),
    ),
    "no-channel-phone": (
        _l("Only their phone number is known, and this server sends no text messages"),
        _l("Hand the words or the link below over yourself, for example in WhatsApp."),
    ),
    "no-link": (
        _l("Their personal link has lapsed"),
        _l("Ask the coordinator to remind them: then a new link is made and sent."),
    ),
    "reminded": (
        _l("Reminded within a week already"),
        _l("Nothing to do. From the day named here they can be reminded again."),
    ),
    "unwilling": (
        _l("They want no reminders"),
        _l("Respect that. They can allow them again on the page of their data."),
    ),
    "suspended": (
        _l("Their account is suspended"),
        _l("An administrator knows why, and can open it again."),
    ),
}


@dataclass(frozen=True, slots=True)
class Sample:
    """One text as it will be written, and to how many people."""

    channel: LazyString
    language: LazyString
    people: int
    text: str


@dataclass(frozen=True, slots=True)
class LeftOut:
    """People who are not written to for the same reason, and what can be done about it."""

    why: LazyString
    remedy: LazyString
    people: tuple[Candidate, ...]


@dataclass(frozen=True, slots=True)
class MessageToCopy:
    """Words for people in one state; `whatsapp` opens there once somebody follows it."""

    state: str
    text: str
    whatsapp: str


def sample_texts(access: CohortAccess, reachable: Iterable[Candidate]) -> dict[str, list[Sample]]:
    """By state: what will be written by each channel, in each language that occurs."""
    kinds = Counter(
        (one.line.state, one.person.contact.channel, one.person.language) for one in reachable
    )
    found: dict[str, list[Sample]] = {reason: [] for reason in REASONS}
    for (state, channel, language), people in kinds.items():
        text = sample_text(access, state, channel, language)
        words = LANGUAGE_LABELS.get(language, LANGUAGE_LABELS["id"])
        sample = Sample(CHANNEL_LABELS[channel], words, people, text)
        found[state].append(sample)
    return {state: samples for state, samples in found.items() if samples}


def sample_text(access: CohortAccess, state: str, channel: str, language: str) -> str:
    """With an ellipsis where each message holds what only its reader may see."""
    parameters = {
        "language": language,
        "organisation": access.organisation.name,
        "reason": state,
        "address": f"{site_address()}/invitation/…"
        if state == "not-joined"
        else next_step_address(access),
        "stop": f"{site_address()}/no-reminders/…",
    }
    subject, text = message_text(TEMPLATE, parameters, channel=channel)
    return f"{subject}\n\n{text}"


def left_out(found: Iterable[Candidate]) -> list[LeftOut]:
    """Grouped by the reason, in the order of OBSTACLES."""
    groups: dict[str, list[Candidate]] = {}
    for one in found:
        if one.obstacle == "no-channel":
            groups.setdefault(f"no-channel-{one.person.contact.channel}", []).append(one)
        elif one.obstacle:
            groups.setdefault(one.obstacle, []).append(one)
    return [LeftOut(*OBSTACLES[why], tuple(groups[why])) for why in OBSTACLES if why in groups]


def messages_to_copy(access: CohortAccess, states: Collection[str]) -> list[MessageToCopy]:
    """Without a personal link or the name of the course; who has not joined has their own page."""
    facts = {"organisation": access.organisation.name, "address": next_step_address(access)}
    words = {
        "not-started": _(
            "Hello from %(organisation)s. Your place in the training is kept. Begin whenever it "
            "suits you, a few minutes at a time: %(address)s",
            **facts,
        ),
        "stuck": _(
            "Hello from %(organisation)s. All that you have done in the training is kept. Here it "
            "goes on where you stopped, a few minutes at a time: %(address)s",
            **facts,
        ),
    }
    return [
        MessageToCopy(state, text, f"https://wa.me/?text={quote(text)}")
        for state, text in words.items()
        if state in states
    ]


def next_step_address(access: CohortAccess) -> str:
    return f"{site_address()}{next_step_path(access.cohort.course_code)}"


def site_address() -> str:
    return current_ports().public_url
