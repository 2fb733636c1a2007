"""The script that sends the forms of a block in a host whose pages are not ours."""

from functools import cache
from importlib.resources import files


@cache
def host_form_script() -> str:
    """JavaScript source; it defines `PayungForms`, the initialiser of a fragment."""
    return files(__package__).joinpath("host_form.js").read_text("utf-8")
