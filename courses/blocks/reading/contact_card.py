"""Contacts for help: number, hours, purpose, source, and the day of the last check."""

import re
from collections.abc import Mapping
from html import escape
from typing import Final

from web_fragments.fragment import Fragment
from xblock.fields import Scope

from courses.block_toolkit.base import ContentList, PayungActivity
from courses.block_toolkit.markup import UNSURE, notice, tag
from courses.blocks import list_shapes

DAY: Final = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
NAMES = {
    "01": "January",
    "02": "February",
    "03": "March",
    "04": "April",
    "05": "May",
    "06": "June",
    "07": "July",
    "08": "August",
    "09": "September",
    "10": "October",
    "11": "November",
    "12": "December",
}
WEB: Final = ("https://", "http://")
DIALLED: Final = "+0123456789"
INTERNATIONAL: Final = "62"  # country code that replaces the leading 0


class ContactCardBlock(PayungActivity):
    """A list of contacts, with texts as in their source."""

    is_static_view = True

    list_shapes = list_shapes.CONTACTS
    contacts = ContentList(
        scope=Scope.content,
        default=[],
        help="id, name, purpose, hours, phone, whatsapp, website, caution, source, as_of,"
        " checked_on, is_called, confidence",
    )

    def student_view(self, context: object = None) -> Fragment:
        cards = "".join(self._card(contact) for contact in self.localised(self.contacts))
        listed = f'<ul class="stack" role="list">{cards}</ul>' if cards else ""
        return self.fragment(
            '<div class="stack">', self.opening(), listed, self.closing(), "</div>"
        )

    def _card(self, contact: Mapping[str, object]) -> str:
        caution = _text(contact, "caution")
        parts = [
            f"<h3>{escape(_text(contact, 'name'))}</h3>",
            f"<p>{self.cite(_text(contact, 'purpose'))}</p>",
            self._links(contact),
            f'<p class="small">{escape(_text(contact, "hours"))}</p>'
            * bool(_text(contact, "hours")),
            notice("care", "leaf", f"<p>{self.cite(caution)}</p>") if caution else "",
            self._source(contact),
        ]
        return f'<li class="card stack stack-s">{"".join(parts)}</li>'

    def _links(self, contact: Mapping[str, object]) -> str:
        phone, whatsapp = _text(contact, "phone"), _text(contact, "whatsapp")
        website = _text(contact, "website")
        links = [
            _link(f"tel:{_dialled_number(phone)}", phone) if phone else "",
            _link(f"https://wa.me/{_international_number(whatsapp)}", "WhatsApp", whatsapp)
            if whatsapp
            else "",
            _link(website, self.translate("Website")) if website.startswith(WEB) else "",
        ]
        return f'<p class="row">{"".join(links)}</p>' if any(links) else ""

    def _source(self, contact: Mapping[str, object]) -> str:
        """Source with its date, and the day on which it was checked."""
        parts = []
        source, as_of = _text(contact, "source"), _text(contact, "as_of")
        if source:
            parts.append(
                self.translate("Source: {source}", source=source) + (f" ({as_of})" * bool(as_of))
            )
        if _text(contact, "checked_on"):
            parts.append(
                self.translate("Checked on {date}", date=self._day(_text(contact, "checked_on")))
            )
        if contact.get("is_called") is False:
            parts.append(self.translate("from written sources, not by calling"))
        unsure = _text(contact, "confidence") in UNSURE
        mark = f" {tag('review', self.translate('To be confirmed'))}" if unsure else ""
        return f'<p class="hint">{escape("; ".join(parts))}{mark}</p>' if parts or mark else ""

    def _day(self, text: str) -> str:
        """24 November 2026 for 2026-11-24; other texts are unchanged."""
        date = DAY.fullmatch(text)
        if date is None or date[2] not in NAMES:
            return text
        return f"{int(date[3])} {self.translate(NAMES[date[2]])} {date[1]}"

    @staticmethod
    def workbench_scenarios() -> list[tuple[str, str]]:
        contacts = (
            '[{"id": "sapa", "name": "SAPA 129", "purpose": "Pendampingan", "phone": "129",'
            ' "source": "Situs SAPA", "as_of": "2026", "checked_on": "2026-11-24"}]'
        )
        attributes = f"title_id=\"Hubungi\" contacts='{contacts}'"
        return [("Contact card", f"<payung_contact_card {attributes}/>")]


def _text(contact: Mapping[str, object], name: str) -> str:
    value = contact.get(name)
    return "" if value is None else str(value).strip()


def _dialled_number(number: str) -> str:
    """The number to dial, without an extension."""
    return "".join(sign for sign in number.lower().partition("ext")[0] if sign in DIALLED)


def _international_number(number: str) -> str:
    """Digits with country code, as WhatsApp links need them."""
    digits = "".join(sign for sign in number if sign.isdigit())
    return INTERNATIONAL + digits[1:] if digits.startswith("0") else digits


def _link(address: str, label: str, number: str = "") -> str:
    """A button. The number after its label does not break."""
    after = f' <span class="whole">{escape(number)}</span>' if number else ""
    text = f"<span>{escape(label)}{after}</span>" if after else escape(label)
    return f'<a class="btn" href="{escape(address)}" rel="noreferrer">{text}</a>'
