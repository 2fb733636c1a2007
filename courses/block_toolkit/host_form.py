"""Script that submits forms of a block in other hosts."""

from functools import cache
from importlib.resources import files


@cache
def host_form_script() -> str:
    """JavaScript source that defines `PayungForms`, the initialiser of a fragment."""
    return files(__package__).joinpath("host_form.js").read_text("utf-8")
