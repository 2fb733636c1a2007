"""The reference names routes, tables, settings and commands: all that there are, and no others."""

import re

import click
import pytest

from lms.cli import main
from lms.settings import ROOT, Settings
from tests.runner.__main__ import areas
from tests.unit.docs import reference_pages

REFERENCE = ROOT / "docs" / "reference"
REMADE = "run .venv/bin/python -m tests.unit.docs.reference_pages"


def commands(group, *names):
    """The words of every command that does something, with the command."""
    for name in group.list_commands(click.Context(group)):
        command = group.get_command(click.Context(group), name)
        if isinstance(command, click.Group):
            yield from commands(command, *names, name)
        else:
            yield " ".join((*names, name)), command


def options(command):
    return {name for option in command.params for name in option.opts if name.startswith("--")}


@pytest.fixture(scope="module")
def every_command():
    return dict(commands(main, "payung"))


@pytest.fixture(scope="module")
def documented_commands():
    """The sections of the page by the command that heads them."""
    page = (REFERENCE / "commands.md").read_text()
    parts = re.split(r"^## `(payung[^`]*)`$", page, flags=re.MULTILINE)
    named = dict(zip(parts[1::2], parts[2::2], strict=True))
    return {re.sub(r" (\[?[A-Z]+\]?|\[--.*\])", "", name): text for name, text in named.items()}


def test_routes_are_those_of_the_program(app):
    assert reference_pages.page("routes.md")[1] == f"{reference_pages.routes(app)}\n", REMADE


def test_tables_are_those_of_the_models():
    assert reference_pages.page("tables.md")[1] == f"{reference_pages.tables()}\n", REMADE


def test_each_setting_is_documented_with_its_default():
    page = (REFERENCE / "settings.md").read_text()
    rows = re.findall(r"^\| `PAYUNG_(\w+)` \|\s*([^|]*?)\s*\|", page, flags=re.MULTILINE)
    documented = dict(rows)
    fields = Settings.model_fields
    assert set(documented) == {name.upper() for name in fields}
    for name, field in fields.items():
        if field.default not in ("", (), None):
            assert documented[name.upper()].strip("`") == str(field.default)


def test_each_command_is_documented(every_command, documented_commands):
    assert set(documented_commands) == set(every_command)


def test_each_option_is_documented(every_command, documented_commands):
    for name, command in every_command.items():
        named = set(re.findall(r"`(--[a-z-]+)", documented_commands[name]))
        assert named == options(command), name


def test_each_area_of_tests_is_named():
    page = (REFERENCE / "commands.md").read_text()
    listed = page.partition("An area is a folder")[2].partition("\n## ")[0]
    assert sorted(re.findall(r"`(\w+)`", listed)) == areas()
