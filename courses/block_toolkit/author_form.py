"""Form in which authors edit the fields of a block, generated from the fields, for any XBlock host.

Text is entered as it is, booleans are checkboxes, lists with a shape are rows, other lists and
mappings are JSON. New values are rendered once before they are stored: if rendering fails, the
block keeps its old values.
"""

import json
from collections.abc import Iterator, Mapping
from html import escape
from typing import ClassVar

from web_fragments.fragment import Fragment
from webob import Request, Response
from xblock.core import XBlock
from xblock.fields import Boolean, Dict, Field, Float, Integer, List, Scope

from courses.block_toolkit import list_form
from courses.block_toolkit.other_hosts import fragment_for_other_host

LANGUAGES = list_form.LANGUAGE_NAMES
SINGLE_LINE_FIELDS = (
    "display_name",
    "title_id",
    "title_en",
    "default_language",
    "purpose",
    "start",
    "module",
)
LEADING_FIELDS = ("display_name", "default_language", "title", "instruction")
ROWS = 6


class InvalidFieldValue(ValueError):
    """Raised if the input is not a valid value of its field."""


class AuthorForm(XBlock):
    """Adds `author_view` and `studio_view` to a block.

    The block has a method `translate`, labels of its fields in `field_labels`, and in
    `list_shapes` what the rows of its lists hold.
    """

    field_labels: ClassVar[Mapping[str, str]]
    list_shapes: ClassVar[Mapping[str, tuple[list_form.Part, ...]]] = {}

    def author_view(self, context: Mapping[str, object] | None = None) -> Fragment:
        """The learners' view, or a hint if it is empty."""
        fragment = self.student_view(context)
        if not fragment.content.strip():
            hint = escape(self.translate("Nothing to show yet."))
            return fragment_for_other_host(f'<p class="hint">{hint}</p>')
        return fragment

    def studio_view(self, context: Mapping[str, object] | None = None) -> Fragment:
        """The form with all content and settings fields."""
        parts = "".join(self._control(name, field) for name, field in self._edited_fields())
        action = escape(self.runtime.handler_url(self, "studio_submit"))
        button = f'<button class="btn main" type="submit">{escape(self.translate("Save"))}</button>'
        form = f'<form class="stack" method="post" action="{action}">{parts}<p>{button}</p></form>'
        return fragment_for_other_host(form)

    @XBlock.handler
    def studio_submit(self, request: Request, suffix: str = "") -> Response:
        """Store all fields of the form or none: 303 on success, 422 with problems by field."""
        if request.method != "POST":
            return Response(status=405, allow="POST")
        values, problems = {}, {}
        for name, field in self._edited_fields():
            try:
                values[name] = self._value(name, field, request.POST)
            except InvalidFieldValue as error:
                problems[name] = f"{name}: {error}"
        failure = "" if problems else self._apply(values)
        if failure:
            problems["fields"] = self.translate(
                "The block cannot be shown with this: {flaw}", flaw=failure
            )
        if problems:
            return Response(json={"problems": problems}, status=422)
        return Response(status=303, location=request.referer or request.path)

    def _edited_fields(self) -> Iterator[tuple[str, Field]]:
        """Content and settings fields, titles first and languages in pairs."""
        own = {
            name: field
            for name, field in self.fields.items()
            if field.scope in (Scope.content, Scope.settings) and name not in ("name", "tags")
        }
        yield from sorted(own.items(), key=lambda pair: _sort_key(pair[0]))

    def _control(self, name: str, field: Field) -> str:
        html_id = f"author-{escape(str(self.scope_ids.usage_id))}-{name}"
        named = f'id="{html_id}" name="{name}"'
        value = field.to_json(field.read_from(self))
        stem, language = _split_language(name)
        label = escape(self.translate(self.field_labels[stem]))
        label += f" ({LANGUAGES[language]})" if language else ""
        shape = self.list_shapes.get(name, ())
        if shape and list_form.is_of_shape(value, shape):
            rows = list_form.render_rows(
                name, value, shape, html_id=html_id, translate=self.translate
            )
            return f'<div class="stack-s"><h3>{label}</h3>{rows}</div>'
        if isinstance(field, Boolean):
            box = f'<input type="checkbox" {named} value="yes"{" checked" if value else ""}>'
            return f'<label class="choice">{box}<span>{label}</span></label>'
        shown = "" if value is None else value
        if isinstance(field, List | Dict):
            shown = json.dumps(value, ensure_ascii=False, indent=1)
        kind = "number" if isinstance(field, Integer | Float) else "text"
        if kind == "number" or name in SINGLE_LINE_FIELDS:
            box = f'<input class="in" type="{kind}" {named} value="{escape(str(shown))}">'
        else:
            box = f'<textarea class="in" rows="{ROWS}" {named}>\n{escape(str(shown))}</textarea>'
        return f'<div class="field"><label for="{html_id}">{label}</label>{box}</div>'

    def _value(self, name: str, field: Field, form: Mapping[str, str]) -> object:
        """New value of a field; the stored value if it is not in the form.

        Raises InvalidFieldValue.
        """
        if isinstance(field, Boolean):
            return name in form
        if name not in form:
            if list_form.is_submitted(name, form):
                return self._rows(name, field, form)
            stored: object = field.read_from(self)
            return stored
        text = form[name].replace("\r\n", "\n")
        if isinstance(field, Integer | Float):
            if text.strip() and not text.strip().isdecimal():
                raise InvalidFieldValue(self.translate("Write a whole number."))
            return int(text) if text.strip() else field.default
        if isinstance(field, List | Dict):
            return self._parse_json(text, list if isinstance(field, List) else dict)
        return text

    def _rows(self, name: str, field: Field, form: Mapping[str, str]) -> object:
        shape = self.list_shapes.get(name, ())
        stored = field.read_from(self) or []
        try:
            return list_form.read_rows(name, form, shape, stored, translate=self.translate)
        except list_form.InvalidRow as error:
            raise InvalidFieldValue(str(error)) from error

    def _parse_json(self, text: str, expected: type) -> object:
        kind = "[…]" if expected is list else "{…}"
        try:
            value: object = json.loads(text, parse_constant=_reject_constant)
        except (ValueError, RecursionError) as error:
            raise InvalidFieldValue(self.translate("Write JSON: {kind}.", kind=kind)) from error
        if not isinstance(value, expected):
            raise InvalidFieldValue(self.translate("Write JSON: {kind}.", kind=kind))
        return value

    def _apply(self, values: Mapping[str, object]) -> str:
        """Set the fields and render the block once.

        If rendering fails, restore the old values and return a description of the exception.
        """
        before = {name: self.fields[name].read_from(self) for name in values}
        try:
            for name, value in values.items():
                setattr(self, name, value)
            self.student_view({})
        except Exception as error:  # authors may enter anything
            for name, value in before.items():
                setattr(self, name, value)
            return f"{type(error).__name__}: {error}"[:200]
        return ""


def _reject_constant(constant: str) -> None:
    """Reject NaN and Infinity, which are not JSON."""
    raise ValueError(constant)


def _split_language(name: str) -> tuple[str, str]:
    """Field name without its language suffix, and the language, or "" without a suffix."""
    stem, _, language = name.rpartition("_")
    return (stem, language) if stem and language in LANGUAGES else (name, "")


def _sort_key(name: str) -> tuple[int, str, bool]:
    stem, language = _split_language(name)
    order = (
        LEADING_FIELDS.index(stem)
        if stem in LEADING_FIELDS
        else len(LEADING_FIELDS) + (stem == "after")
    )
    return order, stem, language == "en"
