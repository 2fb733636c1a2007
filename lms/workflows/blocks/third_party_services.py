"""Services that blocks by others ask for by the names of the XBlock conventions.

None of them reads or writes a table, since such a block runs in a thread of its own. A block that
needs another service fails in its place; one that only wants it does without.
"""

import gettext
from datetime import datetime
from functools import cache
from importlib import import_module
from importlib.resources import files
from pathlib import Path
from typing import Any

from courses.block_host.runtime.viewer import Viewer
from courses.static_files.links import NO_LINKS, StaticLinks
from lms.workflows.blocks.block_services import UserService

FOLDERS = ("conf/locale", "locale", "translations")  # of a package; in the order of custom
DOMAINS = ("text", "django")


def third_party_services(viewer: Viewer, files: StaticLinks = NO_LINKS) -> dict[str, Any]:
    return {
        "user": UserService(viewer),
        "i18n": Translations(viewer.language),
        "settings": EmptySettings(),
        "replace_urls": FileUrls(files),
        "completion": CompletionService(),
        "cache": CallCache(),
        "sandbox": DisabledSandbox(),
    }


class Translations:
    """The service `i18n`: sentences of the block's own catalogue, where it brings one."""

    def __init__(self, language: str, catalogue: gettext.NullTranslations | None = None) -> None:
        self.language = language
        self._catalogue = catalogue or gettext.NullTranslations()

    def of(self, module: str) -> "Translations":
        return Translations(self.language, load_catalogue(module, self.language))

    def gettext(self, text: str) -> str:
        return self._catalogue.gettext(text) if text else ""

    ugettext = gettext

    def ngettext(self, one: str, many: str, number: int) -> str:
        return self._catalogue.ngettext(one, many, number)

    ungettext = ngettext

    def strftime(self, when: datetime, form: str) -> str:
        return when.strftime(form)


@cache
def load_catalogue(module: str, language: str) -> gettext.NullTranslations:
    """Read once a process; nothing where the block speaks one language only."""
    package = import_module(module).__package__ or module
    root = Path(str(files(package)))
    for folder in (root / name for name in FOLDERS):
        for domain in DOMAINS:
            if gettext.find(domain, folder, [language]):
                return gettext.translation(domain, folder, [language])
    return gettext.NullTranslations()


class EmptySettings:
    """The service `settings`: each block starts from its own defaults."""

    def get_settings_bucket(self, block: Any, default: Any = None) -> Any:
        return {} if default is None else default


class FileUrls:
    """The service `replace_urls`: references to files of the course as addresses."""

    def __init__(self, files: StaticLinks) -> None:
        self._files = files

    def replace_urls(self, text: str, static_replace_only: bool = False) -> str:
        return self._files.replaced(text)


class CompletionService:
    """The service `completion`: what counts is what a block publishes."""

    def completion_tracking_enabled(self) -> bool:
        return True

    def get_completions(self, usage_keys: list[Any]) -> dict[Any, float]:
        return dict.fromkeys(usage_keys, 0.0)

    def get_complete_on_view_delay_ms(self) -> int:
        return 5000

    def vertical_is_complete(self, block: Any) -> bool:
        return False


class CallCache:
    """The service `cache`: it forgets when the call is over, as a cache may at any time."""

    def __init__(self) -> None:
        self._kept: dict[str, Any] = {}

    def get(self, key: str, default: Any = None) -> Any:
        return self._kept.get(key, default)

    def set(self, key: str, value: Any, timeout: float | None = None) -> None:
        self._kept[key] = value

    def delete(self, key: str) -> None:
        self._kept.pop(key, None)


class DisabledSandbox:
    """The service `sandbox`: no code of courses is run here."""

    def can_execute_unsafe_code(self) -> bool:
        return False

    def get_python_lib_zip(self) -> None:
        return None
