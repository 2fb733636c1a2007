"""Display names of block types and OLX elements, in English; callers translate them."""

from collections.abc import Callable
from typing import Final


def _(text: str) -> str:
    """Mark a name for the message catalogue without translating it."""
    return text


OWN_BLOCKS: Final = {
    "payung_action_plan": _("Action plan"),
    "payung_assessment": _("Link to the test"),
    "payung_cards": _("Cards"),
    "payung_certificate_status": _("Certificate status"),
    "payung_chart": _("Chart"),
    "payung_check": _("Knowledge check"),
    "payung_checklist": _("Checklist"),
    "payung_choices": _("Choices"),
    "payung_contact_card": _("Contact card"),
    "payung_glossary": _("Glossary"),
    "payung_kits": _("Kits"),
    "payung_layered_map": _("Layered map"),
    "payung_matching": _("Matching"),
    "payung_ordering": _("Ordering"),
    "payung_picture": _("Picture"),
    "payung_poll": _("Poll"),
    "payung_reflection": _("Reflection"),
    "payung_role": _("For your role"),
    "payung_role_tasks": _("Tasks by role"),
    "payung_scenario": _("Scenario"),
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
    "video": _("Video"),
}


def block_name(block_type: str, translate: Callable[[str], str]) -> str:
    """Translated name of one of our block types; the technical name of a third-party type."""
    return translate(OWN_BLOCKS[block_type]) if block_type in OWN_BLOCKS else block_type


def kind_name(kind: str, translate: Callable[[str], str]) -> str:
    """Translated name of an OLX element with its technical name in parentheses."""
    known = OWN_BLOCKS.get(kind) or OLX_ELEMENTS.get(kind)
    return f"{translate(known)} ({kind})" if known else kind
