"""Every sentence is translated, and every error has one."""

from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

import assessments
import certificates
import courses
import lms
import lms.cli.error_messages
from lms.kernel.errors import LmsError
from lms.web.errors import STATUS
from lms.web.texts.error_messages import all_messages

LMS = Path(__file__).parents[3] / "lms"
KEYWORDS = {
    "_": None,
    "_l": None,
    "gettext": None,
    "lazy_gettext": None,
    "mark": None,
    "ngettext": (1, 2),
    "translate": None,
}


@pytest.fixture(scope="module")
def catalogue():
    with (LMS / "web/translations/id/LC_MESSAGES/messages.po").open("rb") as file:
        return read_po(file, locale="id")


@pytest.fixture(scope="module")
def extracted():
    with (LMS / "web/translations/extraction.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)
    found = extract_from_dir(str(LMS), methods, options, KEYWORDS)
    return {message if isinstance(message, str) else message[0] for _, _, message, _, _ in found}


def test_every_sentence_has_its_indonesian(catalogue, extracted):
    ready = {
        message.id if isinstance(message.id, str) else message.id[0]
        for message in catalogue
        if message.id
        and all(message.string if not isinstance(message.string, str) else [message.string])
    }
    assert sorted(extracted - ready) == []


def test_translations_keep_the_parameters(catalogue):
    for message in catalogue:
        if message.id:
            assert list(message.check(catalogue)) == [], message.id


def test_no_translation_is_left_over(catalogue, extracted):
    known = {m.id if isinstance(m.id, str) else m.id[0] for m in catalogue if m.id}
    assert sorted(known - extracted) == []


def import_everything():
    """Errors count once their module is imported, wherever it stands."""
    for package in (assessments, certificates, courses, lms):
        for module in walk_packages(package.__path__, f"{package.__name__}."):
            if not module.name.endswith("__main__"):
                import_module(module.name)


def concrete_errors():
    import_everything()
    kinds = set(STATUS)
    assert kinds == set(LmsError.__subclasses__())
    pending, found = list(kinds), set()
    while pending:
        error = pending.pop()
        pending += error.__subclasses__()
        found.add(error)
    return found - kinds


def test_every_error_has_a_sentence():
    codes = {error.code for error in concrete_errors()}
    missing = codes - set(all_messages()) - set(lms.cli.error_messages.MESSAGES)
    assert sorted(missing) == []
