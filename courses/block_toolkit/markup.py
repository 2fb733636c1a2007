"""HTML elements that blocks share: icons, notes, tags, pictures, citations."""

import re
from collections.abc import Mapping
from html import escape
from typing import Final

CITATIONS = re.compile(r"\s?\[(F\d+(?:,\s*F\d+)*)\]")
CODE = re.compile(r"F\d+")
# Formulas, code and drawings stay as they are, as do tags; the rest is text.
TEXT = re.compile(r"(?s:<(math|code|pre|svg)\b.*?</\1>)|<[^>]*>|[^<]+")
BREAKING: Final = ("-", "\u2013", "119 ext. ")  # where a line may break within a number or word
# Numbers, and words with a hyphen, such as sampai-sampai. Signs beside one belong to it: none may
# begin a line, or end one as an open bracket.
WHOLE = re.compile(
    r"[(\u201c]*(?:(?:\+\d+ )?\d+(?:\.\d+)*(?:[-\u2013]\d+(?:\.\d+)*)+|119 ext\. \d+"
    r"|\b\w+(?:-\w+)+)[.,;:?!)\u201d]*"
)
# Forms of address with their name
ADDRESS = re.compile(r"<[^>]*>|\b(?:Kak|Bu|Ibu|Pak|Bapak|Mama|Om|Tante) [A-Z]\w+")
MAX_WHOLE: Final = 20  # characters that fit in a line of large type on the narrowest phone
LINKED = re.compile(r'<sup><a href="#(f\d+)"')
UNSURE: Final = {"C": "not yet verified", "X": "sources disagree or have changed"}

PICTURE_TYPES: Final = ("image/png", "image/jpeg", "image/svg+xml")

ICONS: Final = {
    "check": '<circle cx="12" cy="12" r="9"/><path d="m7.5 12.5 3 3 6-6.5"/>',
    "todo": '<circle cx="12" cy="12" r="9"/>',
    "again": '<path d="M4.5 12a7.5 7.5 0 1 0 2.4-5.5M4.5 4.5v4h4"/>',
    "lock": '<rect x="5" y="10.5" width="14" height="10" rx="2"/>'
    '<path d="M8 10.5V8a4 4 0 0 1 8 0v2.5"/>',
    "umbrella": '<path d="M12 3v1.5M3.5 13.5C4 8 7.5 4.5 12 4.5s8 3.5 8.5 9q-2.1-2-4.2 0-2.1-2-4.3'
    ' 0-2.2-2-4.3 0-2.1-2-4.2 0ZM12 13.5v5a2 2 0 0 0 4 0"/>',
    "leaf": '<path d="M6 18C4 10 9 4.5 20 4c.5 11-5 16-14 14ZM3.5 21c2-5 5.5-8.5 9.5-10.5"/>',
    "fix": '<path d="M4 20l4.5-1L19 8.5 15.5 5 5 15.5 4 20Zm9.5-13L17 10.5"/>',
    "harm": '<path d="M12 3.5 21.5 20h-19zM12 9.5v5m0 2.5v.01"/>',
    "up": '<path d="m6 15 6-6 6 6"/>',
    "down": '<path d="m6 9 6 6 6-6"/>',
    "half": '<circle cx="12" cy="12" r="9"/>'
    '<path d="M12 3v18a9 9 0 0 0 0-18z" fill="currentColor"/>',
    "phone": '<path d="M6 3.5h3.5l1.5 4-2 1.5a11 11 0 0 0 6 6l1.5-2 4 1.5V18a2.5 2.5 0 0 1-2.5'
    ' 2.5A15 15 0 0 1 3.5 6 2.5 2.5 0 0 1 6 3.5Z"/>',
    "tray1": '<circle cx="12" cy="12" r="7.5"/>',
    "tray2": '<path d="M4.5 4.5h15v15h-15z"/>',
    "tray3": '<path d="M12 3.5 21 19.5H3z"/>',
    "tray4": '<path d="m12 2.5 9.5 9.5-9.5 9.5L2.5 12z"/>',
    "undo": '<path d="M9 5 4 10l5 5M4 10h10.5a5 5 0 0 1 0 10H11"/>',
    "flag": '<path d="M6 21V4c4-2 8 2 12 0v9c-4 2-8-2-12 0"/>',
    "prev": '<path d="M19 12H5m6-6-6 6 6 6"/>',
    "next": '<path d="M5 12h14m-6-6 6 6-6 6"/>',
    "book": '<path d="M12 6.5C10 5 7 4.5 3.5 5v13.5c3.5-.5 6.5 0 8.5 1.5 2-1.5 5-2 8.5-1.5V5'
    'C17 4.5 14 5 12 6.5Zm0 0V20"/>',
    "tea": '<path d="M5 9h11v6a4 4 0 0 1-4 4H9a4 4 0 0 1-4-4V9Zm11 1.5h1.5a2.5 2.5 0 0 1 0 5H16'
    'M8.5 3.5c-1 1 1 1.5 0 3m4-3c-1 1 1 1.5 0 3"/>',
}


def icon(name: str) -> str:
    """Inline SVG, because other hosts do not have our sprite."""
    return f'<svg class="i" viewBox="0 0 24 24" aria-hidden="true">{ICONS[name]}</svg>'


def notice(kind: str, icon_name: str, *parts: str) -> str:
    """A boxed note of HTML parts. `kind` is care, good, fix, core, or empty."""
    return f'<div class="note {kind}">{icon(icon_name)}{"".join(parts)}</div>'


def checked(is_chosen: bool) -> str:
    """The attribute `checked` for a radio button or checkbox, or an empty string."""
    return " checked" if is_chosen else ""


def picture(content: object) -> str:
    """An image from a mapping with type, width, height, data in base64, and alt.

    Empty for other values and for unknown image types.
    """
    if not isinstance(content, Mapping) or content.get("type") not in PICTURE_TYPES:
        return ""
    source = escape(f"data:{content['type']};base64,{content.get('data', '')}")
    names = [name for name in ("width", "height") if isinstance(content.get(name), int)]
    sides = "".join(f' {name}="{content[name]}"' for name in names)
    alt = escape(str(content.get("alt", "")))
    return f'<img class="item-picture" src="{source}" alt="{alt}"{sides}>'


def tag(kind: str, text: str, icon_name: str | None = None) -> str:
    """A short label with an optional icon; `text` is escaped."""
    drawing = icon(icon_name) if icon_name else ""
    return f'<span class="tag {kind}">{drawing}{escape(text)}</span>'


def cited(text: str, *, source_word: str) -> str:
    """Escaped text with a link for each citation such as [F76]."""
    return link_citations(escape(text, quote=False), source_word)


def cited_facts(text: str) -> list[str]:
    """Codes of the facts that a text cites, without duplicates, in order."""
    return list(dict.fromkeys(CODE.findall(" ".join(CITATIONS.findall(text)))))


def linked_facts(html: str) -> list[str]:
    """Codes of the facts that `link_citations` has linked, without duplicates, in order."""
    return list(dict.fromkeys(code.upper() for code in LINKED.findall(html)))


def keep_whole(html: str) -> str:
    """HTML in which telephone numbers, ranges and words with a hyphen stay in one line."""
    return TEXT.sub(_whole_in_text, html) if any(sign in html for sign in BREAKING) else html


def whole_words(text: str) -> str:
    """Escaped text of a heading, in which forms of address stay with their name as well."""
    return ADDRESS.sub(_whole, keep_whole(escape(text, quote=False)))


def _whole_in_text(match: re.Match[str]) -> str:
    text = match[0]
    if text.startswith("<") or not any(sign in text for sign in BREAKING):
        return text
    return WHOLE.sub(_whole, text)


def _whole(match: re.Match[str]) -> str:
    text = match[0]
    if text.startswith("<") or len(text) > MAX_WHOLE:
        return text
    return f'<span class="whole">{text}</span>'


def link_citations(html: str, source_word: str) -> str:
    """HTML with a link to the source note for each citation. The note says how sure it is."""

    def links(match: re.Match[str]) -> str:
        codes = [code.strip() for code in match[1].split(",")]
        return "".join(
            f'<sup><a href="#{code.lower()}" aria-label="{source_word} {code}">{code}</a></sup>'
            for code in codes
        )

    return CITATIONS.sub(links, html)
