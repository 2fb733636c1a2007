"""Services for third-party blocks, by the names of the XBlock conventions.

No service uses the database, because such blocks run in a thread without a session. A block that
needs another service fails; a block that only wants it runs without.
"""

import gettext
from datetime import datetime
from functools import cache
from importlib import import_module
from importlib.resources import files
from pathlib import Path
from typing import TypeVar

from courses.block_host.runtime.viewer import Viewer
from courses.static_files.links import NO_LINKS, StaticLinks
from lms.workflows.blocks.block_services import UserService

FOLDERS = ("conf/locale", "locale", "translations")  # of a package, most common first
DOMAINS = ("text", "django")
Default = TypeVar("Default")
Usage = TypeVar("Usage")


def third_party_services(viewer: Viewer, files: StaticLinks = NO_LINKS) -> dict[str, object]:
    """Services by name."""
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
    """Service `i18n`: translations from the catalogue of the block's package, if there is one."""

    def __init__(self, language: str, catalogue: gettext.NullTranslations | None = None) -> None:
        self.language = language
        self._catalogue = catalogue or gettext.NullTranslations()

    def for_module(self, module: str) -> "Translations":
        """Translations of the package that contains a module."""
        return Translations(self.language, load_catalogue(module, self.language))

    def gettext(self, text: str) -> str:
        return self._catalogue.gettext(text) if text else ""

    ugettext = gettext

    def ngettext(self, singular: str, plural: str, number: int) -> str:
        return self._catalogue.ngettext(singular, plural, number)

    ungettext = ngettext

    def strftime(self, moment: datetime, pattern: str) -> str:
        return moment.strftime(pattern)


@cache
def load_catalogue(module: str, language: str) -> gettext.NullTranslations:
    """Catalogue of a package, cached; empty if the package has no translations."""
    package = import_module(module).__package__ or module
    root = Path(str(files(package)))
    for folder in (root / name for name in FOLDERS):
        for domain in DOMAINS:
            if gettext.find(domain, folder, [language]):
                return gettext.translation(domain, folder, [language])
    return gettext.NullTranslations()


class EmptySettings:
    """Service `settings`: empty, so that blocks use their defaults."""

    def get_settings_bucket(
        self, block: object, default: Default | None = None
    ) -> Default | dict[str, object]:
        return {} if default is None else default


class FileUrls:
    """Service `replace_urls`: replaces references to course files by URLs."""

    def __init__(self, files: StaticLinks) -> None:
        self._files = files

    def replace_urls(self, text: str, static_replace_only: bool = False) -> str:
        return self._files.replaced(text)


class CompletionService:
    """Service `completion`: reports no completion; the platform uses published events."""

    def completion_tracking_enabled(self) -> bool:
        return True

    def get_completions(self, usage_keys: list[Usage]) -> dict[Usage, float]:
        return dict.fromkeys(usage_keys, 0.0)

    def get_complete_on_view_delay_ms(self) -> int:
        return 5000

    def vertical_is_complete(self, block: object) -> bool:
        return False


class CallCache:
    """Service `cache`: values are dropped after the call."""

    def __init__(self) -> None:
        self._values: dict[str, object] = {}

    def get(self, key: str, default: object = None) -> object:
        return self._values.get(key, default)

    def set(self, key: str, value: object, timeout: float | None = None) -> None:
        self._values[key] = value

    def delete(self, key: str) -> None:
        self._values.pop(key, None)


class DisabledSandbox:
    """Service `sandbox`: code in courses is never executed."""

    def can_execute_unsafe_code(self) -> bool:
        return False

    def get_python_lib_zip(self) -> None:
        return None
