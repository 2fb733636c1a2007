"""The language of Django, which only some third-party blocks import."""

import sys
from types import ModuleType

from courses.block_host.third_party.installed_blocks import activate_language

MODULE = "django.utils.translation"


def test_language_is_set_where_a_block_has_imported_django(monkeypatch):
    activated = []
    django = ModuleType(MODULE)
    django.activate = activated.append
    monkeypatch.setitem(sys.modules, MODULE, django)
    activate_language("id")
    assert activated == ["id"]


def test_django_is_not_imported_for_blocks_without_it(monkeypatch):
    monkeypatch.delitem(sys.modules, MODULE, raising=False)
    activate_language("id")
    assert MODULE not in sys.modules
