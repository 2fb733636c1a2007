"""Texts of the page of reminders: samples, obstacles, and messages to copy."""

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
    # reason and remedy
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
    """A sample text of one kind of message, and its number of recipients."""

    channel: LazyString
    language: LazyString
    people: int
    text: str


@dataclass(frozen=True, slots=True)
class LeftOut:
    """People who get no reminder for the same reason, with the remedy."""

    reason: LazyString
    remedy: LazyString
    people: tuple[Candidate, ...]


@dataclass(frozen=True, slots=True)
class MessageToCopy:
    """Text for people in one state; `whatsapp` is an address that opens WhatsApp with it."""

    state: str
    text: str
    whatsapp: str


def sample_texts(access: CohortAccess, reachable: Iterable[Candidate]) -> dict[str, list[Sample]]:
    """Sample texts by state, for each channel and language of the candidates."""
    kinds = Counter(
        (candidate.line.state, candidate.person.contact.channel, candidate.person.language)
        for candidate in reachable
    )
    by_state: dict[str, list[Sample]] = {reason: [] for reason in REASONS}
    for (state, channel, language), people in kinds.items():
        text = sample_text(access, state, channel, language)
        language_label = LANGUAGE_LABELS.get(language, LANGUAGE_LABELS["id"])
        by_state[state].append(Sample(CHANNEL_LABELS[channel], language_label, people, text))
    return {state: samples for state, samples in by_state.items() if samples}


def sample_text(access: CohortAccess, state: str, channel: str, language: str) -> str:
    """Text of one message, with an ellipsis in place of personal tokens."""
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


def group_by_obstacle(candidates: Iterable[Candidate]) -> list[LeftOut]:
    """Group the candidates who get no reminder by reason, in the order of OBSTACLES."""
    groups: dict[str, list[Candidate]] = {}
    for candidate in candidates:
        if candidate.obstacle == "no-channel":
            key = f"no-channel-{candidate.person.contact.channel}"
            groups.setdefault(key, []).append(candidate)
        elif candidate.obstacle:
            groups.setdefault(candidate.obstacle, []).append(candidate)
    return [
        LeftOut(reason, remedy, tuple(groups[key]))
        for key, (reason, remedy) in OBSTACLES.items()
        if key in groups
    ]


def messages_to_copy(access: CohortAccess, states: Collection[str]) -> list[MessageToCopy]:
    """Messages without personal links, for states after joining. They do not name the course."""
    parameters = {"organisation": access.organisation.name, "address": next_step_address(access)}
    texts = {
        "not-started": _(
            "Hello from %(organisation)s. Your place in the training is kept. Begin whenever it "
            "suits you, a few minutes at a time: %(address)s",
            **parameters,
        ),
        "stuck": _(
            "Hello from %(organisation)s. All that you have done in the training is kept. Here it "
            "goes on where you stopped, a few minutes at a time: %(address)s",
            **parameters,
        ),
    }
    return [
        MessageToCopy(state, text, f"https://wa.me/?text={quote(text)}")
        for state, text in texts.items()
        if state in states
    ]


def next_step_address(access: CohortAccess) -> str:
    """URL that leads a learner to their next step."""
    return f"{site_address()}{next_step_path(access.cohort.course_code)}"


def site_address() -> str:
    """Public URL of the platform."""
    return current_ports().public_url
