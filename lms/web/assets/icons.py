"""Inline SVG icons, a global of all templates. They are always shown beside a word.

Pages contain the paths of the icons that they use.

    {{ icon("check") }}  {{ icon("check", "done") }}
"""

from functools import cache

from flask import Flask
from markupsafe import Markup


def init_app(app: Flask) -> None:
    app.jinja_env.globals["icon"] = icon


@cache
def icon(name: str, kind: str = "") -> Markup:
    """Return the SVG of an icon with an optional class. Raises KeyError."""
    classes = Markup("i {}").format(kind) if kind else "i"
    svg = f'<svg class="{classes}" viewBox="0 0 24 24" aria-hidden="true">{PATHS[name]}</svg>'
    return Markup(svg)  # noqa: S704  our own drawing, the class is escaped


PATHS = {
    "add": '<path d="M12 5v14M5 12h14"/>',
    "again": '<path d="M4.5 12a7.5 7.5 0 1 0 2.5-5.6M4 4.5V9h4.5"/>',
    "award": '<circle cx="12" cy="9.5" r="5.5"/><path d="m8.5 14-1.5 7 5-2.5 5 2.5-1.5-7"/>',
    "bell": '<path d="M6 16.5V11a6 6 0 0 1 12 0v5.5l1.5 2h-15zM10 21h4"/>',
    "book": (
        '<path d="M12 6.5C10 5 7 4.5 3.5 5v13.5c3.5-.5 6.5 0 8.5 1.5 2-1.5 5-2 8.5-1.5V5C17 '
        '4.5 14 5 12 6.5Zm0 0V20"/>'
    ),
    "chart": '<path d="M4 20h16M7 20v-7m5 7V5m5 15V10"/>',
    "check": '<circle cx="12" cy="12" r="9"/><path d="m7.5 12.5 3 3 6-6.5"/>',
    "clock": '<circle cx="12" cy="12" r="9"/><path d="M12 7v5.5l3.5 2"/>',
    "close": '<path d="m6 6 12 12M18 6 6 18"/>',
    "doc": '<path d="M6 3.5h9l4 4v13H6zM9 12h7m-7 4h5"/>',
    "down": '<path d="M12 4v11m-5-4.5 5 5 5-5M4.5 20h15"/>',
    "ear": (
        '<path d="M7 9.5a5 5 0 0 1 10 0c0 3.5-3.5 4-3.5 7.5a2.8 2.8 0 0 1-5 1.7M9.7 9.5a2.4 '
        '2.4 0 0 1 4.8 0c0 1.6-1.8 1.9-2 3.6"/>'
    ),
    "edit": '<path d="M4 20l1-4.5L16 4.5l3.5 3.5L8.5 19z"/>',
    "exit": '<path d="M10 4H4.5v16H10M9.5 12H20m-3.5-3.5L20 12l-3.5 3.5"/>',
    "eye": (
        '<path d="M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12Z"/>'
        '<circle cx="12" cy="12" r="3"/>'
    ),
    "fix": '<circle cx="12" cy="12" r="9"/><path d="M12 7v6m0 3.5v.01"/>',
    "flag": '<path d="M6 21V4c4-2 8 2 12 0v9c-4 2-8-2-12 0"/>',
    "half": '<circle cx="12" cy="12" r="9"/><path d="M12 3a9 9 0 0 1 0 18z" fill="currentColor"/>',
    "home": '<path d="M3 11.5 12 4l9 7.5M5.5 9.5V20h13V9.5M10 20v-5h4v5"/>',
    "info": '<circle cx="12" cy="12" r="9"/><path d="M12 11v5.5m0-9v.01"/>',
    "key": '<circle cx="8" cy="15.5" r="4"/><path d="m11 12.5 8.5-8.5M16 7.5l2.5 2.5"/>',
    "leaf": '<path d="M6 18C4 10 9 4.5 20 4c.5 11-5 16-14 14ZM3.5 21c2-5 5.5-8.5 9.5-10.5"/>',
    "link": (
        '<circle cx="5.5" cy="16.5" r="2.5"/><circle cx="18.5" cy="7.5" r="2.5"/><path d="M8 '
        '16c6-.5 2-7.5 8-8"/>'
    ),
    "lock": (
        '<rect x="5" y="10.5" width="14" height="10" rx="2"/><path d="M8 10.5V8a4 4 0 0 1 8 '
        '0v2.5"/>'
    ),
    "mail": '<rect x="3.5" y="5.5" width="17" height="13" rx="2"/><path d="m4 7.5 8 6 8-6"/>',
    "next": '<path d="M5 12h14m-6-6 6 6-6 6"/>',
    "off": (
        '<path d="m3 3 18 18M5 12.5a10 10 0 0 1 4-2.4m6-.1a10 10 0 0 1 4 2.5M8.5 16a5 5 0 0 '
        '1 7 0M2 8.5a15 15 0 0 1 4-2.6m4.5-.8A15 15 0 0 1 22 8.5M12 19.7v.01"/>'
    ),
    "payung": (
        '<path d="M3.5 13.5C4 8 8 5 12 5s8 3 8.5 8.5Q18.4 11 16.25 13.5 14.1 11 12 13.5 9.9 '
        '11 7.75 13.5 5.6 11 3.5 13.5ZM12 13.5V21M12 5V3"/>'
    ),
    "people": (
        '<circle cx="9" cy="8.5" r="3.5"/><path d="M2.5 19.5c.8-3.5 3.4-5 6.5-5s5.7 1.5 6.5 '
        '5M15.5 5.3a3.5 3.5 0 0 1 0 6.4M18 15c1.8.8 3 2.3 3.5 4.5"/>'
    ),
    "phone": (
        '<path d="M6.5 3.5h3l1.5 4.5-2 1.5a12 12 0 0 0 5.5 5.5l1.5-2 4.5 1.5v3c0 1.5-1 '
        '2.5-2.5 2.5C10.5 20 4 13.5 4 6c0-1.5 1-2.5 2.5-2.5Z"/>'
    ),
    "prev": '<path d="M19 12H5m6-6-6 6 6 6"/>',
    "print": '<path d="M7 9V3.5h10V9M7 17H4V9h16v8h-3M7 14h10v6.5H7z"/>',
    "question": (
        '<circle cx="12" cy="12" r="9"/><path d="M9.2 9.6a2.8 2.8 0 1 1 4.2 2.4c-1 .6-1.4 1-1.4 '
        '2m0 3v.01"/>'
    ),
    "review": (
        '<circle cx="10" cy="8" r="3.5"/><path d="M3.5 19.5c.8-3.5 3.4-5 6.5-5 1.5 0 2.8.3 '
        '3.9 1m1.6 2.5 2 2 3.5-4"/>'
    ),
    "search": '<circle cx="10.5" cy="10.5" r="6.5"/><path d="m15.5 15.5 5 5"/>',
    "settings": (
        '<circle cx="12" cy="12" r="3"/><path d="M12 3v3m0 12v3M3 12h3m12 0h3M5.6 5.6l2.1 '
        '2.1m8.6 8.6 2.1 2.1m0-12.8-2.1 2.1m-8.6 8.6-2.1 2.1"/>'
    ),
    "shield": '<path d="M12 3.5 5 6v5.5c0 4.5 3 7.5 7 9 4-1.5 7-4.5 7-9V6z"/>',
    "skip": '<path d="m5 6 6 6-6 6m7-12 6 6-6 6"/>',
    "table": '<rect x="3.5" y="5" width="17" height="14" rx="2"/><path d="M3.5 10h17m-11 0v9"/>',
    "tea": (
        '<path d="M5 9h11v6a4 4 0 0 1-4 4H9a4 4 0 0 1-4-4V9Zm11 1.5h1.5a2.5 2.5 0 0 1 0 '
        '5H16M8.5 3.5c-1 1 1 1.5 0 3m4-3c-1 1 1 1.5 0 3"/>'
    ),
    "todo": '<circle cx="12" cy="12" r="9"/>',
    "user": '<circle cx="12" cy="8" r="4"/><path d="M4 20.5c1-4 4.2-5.5 8-5.5s7 1.5 8 5.5"/>',
}
