"""The printed document of a course or a module, as values for the template."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Final

from certificates.qr.code import qr_matrix
from certificates.qr.drawing import PAPER, QUIET_ZONE, qr_svg
from courses.catalogue.reference import GlossaryEntry, HelplineEntry, glossary, helplines
from lms.extensions import db
from lms.web.printing.course_text import PrintedModule, PrintedVersion
from lms.web.texts.times import local_date
from lms.web.texts.translation import gettext as _
from lms.web.texts.translation import ngettext

MODULE: Final = 0.6  # mm of a dark module in print
MIN_SIDE: Final = 24.0  # mm
WHITE: Final = "#ffffff"
VIOLENCE, CRISIS = 1, 2  # content warnings


@dataclass(frozen=True, slots=True)
class PrintedDocument:
    """A document with the values of its template. `module` is empty for the whole course."""

    module: str
    title: str
    values: Mapping[str, object]


def whole_course(
    version: PrintedVersion, language: str, modules: Sequence[PrintedModule], *, day: date
) -> PrintedDocument:
    """The document of all modules, with the glossary. Needs a request in that language."""
    terms = glossary(db.session(), version.version_id, language=language)
    own = {"title": version.title, "course": "", "glossary": [_term(term) for term in terms]}
    values = _values(version, language, modules, day=day) | own
    return PrintedDocument("", version.title, values)


def one_module(
    version: PrintedVersion, language: str, module: PrintedModule, *, day: date
) -> PrintedDocument:
    """The document of a module. Needs a request in that language."""
    title = _module_title(module)
    own = {"title": title, "course": version.title, "glossary": []}
    values = _values(version, language, [module], day=day) | own
    return PrintedDocument(module.code, title, values)


def _values(
    version: PrintedVersion, language: str, modules: Sequence[PrintedModule], *, day: date
) -> dict[str, object]:
    lines = helplines(db.session(), version.version_id, language=language)
    return {
        "language": language,
        "version": _("Version %(label)s", label=version.label),
        "day": _("This file was made on %(date)s", date=local_date(day)),
        "review": _("Draft, under expert review") if version.opening.is_draft else "",
        "address": version.address("").rstrip("/"),
        "how": _how(),
        "modules": [_module(module) for module in modules],
        "helplines": [_helpline(line) for line in lines],
        "labels": _labels(),
    }


def _how() -> list[str]:
    """How to use the print."""
    return [
        _(
            "Read a lesson, tick and write in pencil, and look at the answers at the end of the "
            "module afterwards."
        ),
        _(
            "The code beside a lesson leads to it on a phone. Compare the address with the one "
            "printed beside the code before you open it."
        ),
        _(
            "Tests are not in here. They are taken with a signal, and what you tick here is not "
            "sent."
        ),
        _("You may stop, skip a lesson and come back at any time."),
        _(
            "Keep this print where nobody else reads what you wrote. Write no name, school or "
            "story of a real child in it."
        ),
    ]


def _labels() -> dict[str, str]:
    return {
        "how": _("How to use this print"),
        "contents": _("Contents"),
        "goals": _("After this you can"),
        "remember": _("Remember"),
        "mine": _("What I take along"),
        "sources": _("Sources"),
        "answers": _("Answers"),
        "answers_lead": _("Look here after you have ticked. There is no score."),
        "end": _("The scenario ends here."),
        "well": _("If most of your steps helped most, it ends like this:"),
        "below": _("If there was a better way at several of your steps, it ends like this:"),
        "start": _("Begin at 1, choose, and go on at the number beside your choice."),
        "glossary": _("Glossary"),
        "avoided": _("Better avoided"),
        "helplines": _("Helplines"),
        "helplines_lead": _("If a child is in danger now, call 110. For support, call 129."),
    }


def _module_title(module: PrintedModule) -> str:
    if not module.number:
        return module.title
    number = _("Module %(number)s", number=module.number)
    return f"{number}: {module.title}"


def _module(module: PrintedModule) -> dict[str, object]:
    return {
        "title": _module_title(module),
        "answers_title": _("Answers of module %(number)s", number=module.number),
        "lessons": [
            asdict(lesson)
            | _link_values(lesson.address, lesson.minutes, lesson.content_warning)
            | {"answers": [{"title": title, "parts": parts} for title, parts in lesson.answers]}
            for lesson in module.lessons
        ],
        "scenarios": [
            {
                "title": _("Scenario: %(title)s", title=scenario.title),
                "note": scenario.note,
                **_link_values(scenario.address, scenario.minutes, scenario.content_warning),
                "scenes": [
                    {
                        "number": scene.number,
                        "parts": scene.parts,
                        "ways": [
                            [f"{letter}. {words}", _("go to %(number)s", number=number)]
                            for letter, words, number in scene.ways
                        ],
                        "onward": _("Go on at %(number)s.", number=scene.onward)
                        if scene.onward
                        else "",
                        "is_end": scene.is_end,
                        "below": scene.below,
                    }
                    for scene in scenario.scenes
                ],
            }
            for scenario in module.scenarios
        ],
    }


def _link_values(address: str, minutes: int, warning: int) -> dict[str, object]:
    """Address, code, time and warning of a lesson or scenario."""
    size = len(qr_matrix(address)) + 2 * QUIET_ZONE
    return {
        "address": address,
        "qr_svg": qr_svg(address)[0].replace(PAPER, WHITE),
        "qr_side": round(max(MIN_SIDE, size * MODULE), 1),
        "qr_alt": _("QR code: %(address)s", address=address),
        "time": ngettext("%(num)d minute", "%(num)d minutes", minutes),
        "warning": _warning(warning),
    }


def _warning(level: int) -> Sequence[str]:
    """The content note before a lesson: what it is, and what one may do."""
    if level == CRISIS:
        return (
            _("This lesson talks about crisis."),
            _("There are no details. You may skip it; it counts all the same."),
        )
    if level == VIOLENCE:
        return (
            _("Mentions violence without detail."),
            _("You may stop at any time and come back here."),
        )
    return ()


def _term(term: GlossaryEntry) -> dict[str, object]:
    name = "" if term.name == term.term else term.name
    return {
        "term": term.term,
        "name": name,
        "definition": term.definition,
        "is_avoided": term.is_avoided,
    }


def _helpline(line: HelplineEntry) -> dict[str, object]:
    checked = _("Checked on %(date)s", date=local_date(line.checked_on))
    if not line.is_called:
        checked = f"{checked}, {_('from written sources, not by calling')}"
    whatsapp = f"WhatsApp {line.whatsapp}" if line.whatsapp else ""
    return {
        "name": line.name,
        "contacts": [way for way in (line.phone, whatsapp, line.website) if way],
        "texts": [entry for entry in (line.purpose, line.hours, line.caution) if entry],
        "checked": checked,
    }
