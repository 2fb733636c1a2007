"""What authors and learners read in place of the technical names of kinds of blocks.

In English; commands and pages translate them, each in the language of its reader.
"""

from collections.abc import Callable
from typing import Final


def _(text: str) -> str:
    """Name a word for the catalogue without translating it yet."""
    return text


OWN_BLOCKS: Final = {
    "payung_action_plan": _("Action plan"),
    "payung_assessment": _("Way to the test"),
    "payung_cards": _("Cards"),
    "payung_certificate_status": _("Certificate status"),
    "payung_chart": _("Chart"),
    "payung_check": _("Check of the module"),
    "payung_checklist": _("Checklist"),
    "payung_choices": _("Choices"),
    "payung_contact_card": _("Contact card"),
    "payung_glossary": _("Glossary"),
    "payung_kits": _("Kits"),
    "payung_layered_map": _("Layered map"),
    "payung_ordering": _("Ordering"),
    "payung_picture": _("Picture"),
    "payung_poll": _("Poll"),
    "payung_reflection": _("Reflection"),
    "payung_role": _("For your role"),
    "payung_scenario": _("Story"),
    "payung_sorting": _("Sorting"),
    "payung_steps": _("Steps"),
    "payung_test": _("Test"),
    "payung_text": _("Text"),
}
OLX_ELEMENTS: Final = {
    "chapter": _("Module"),
    "sequential": _("Lesson"),
    "vertical": _("Page"),
    "static": _("File"),
    "html": _("Text"),
    "problem": _("Problem"),
    "video": _("Film"),
}


def block_name(block_type: str, translate: Callable[[str], str]) -> str:
    """Of a block by others, whose name only its author knows, the technical one."""
    return translate(OWN_BLOCKS[block_type]) if block_type in OWN_BLOCKS else block_type


def kind_name(kind: str, translate: Callable[[str], str]) -> str:
    """Of a part of an archive, with its technical name behind it."""
    known = OWN_BLOCKS.get(kind) or OLX_ELEMENTS.get(kind)
    return f"{translate(known)} ({kind})" if known else kind
