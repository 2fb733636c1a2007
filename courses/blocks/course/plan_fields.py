"""Renders the fields of an action plan as HTML: one method for each type of field."""

from collections.abc import Callable, Collection, Mapping, Sequence
from html import escape

from courses.block_toolkit.base import PayungBlock
from courses.block_toolkit.markup import icon, notice
from courses.blocks.course import plan_form, plan_template
from courses.blocks.course.plan_form import Content
from courses.blocks.course.plan_options import labelled, level_words, review_rule
from courses.blocks.course.plan_template import Field, Option, Question, Rule, Template

MAX_RADIOS = 5  # options that are all in sight; a closed list cuts long ones on narrow phones


class PlanFields:
    """Renders a template in one language with the content of a plan.

    `problems` maps a field to its message. `default_of` gives the value of an empty select.
    """

    def __init__(
        self,
        block: PayungBlock,
        template: Template,
        content: Content,
        problems: Mapping[str, str],
        *,
        provinces: list[Option],
        default_of: Callable[[Field], str],
    ) -> None:
        self._block = block
        self._template = template
        self._content = content
        self._problems = problems
        self._provinces = provinces
        self._default_of = default_of
        self._renderers: dict[str, Callable[[Field], str]] = {
            "select": self._select,
            "text": self._line,
            "textarea": self._lines,
            "multiselect": self._boxes,
            "checklist": self._boxes,
            "repeat": self._rows,
        }

    @staticmethod
    def escaped(text: str) -> str:
        """Text escaped for HTML, with quotes as they are."""
        return escape(text, quote=False)

    def all(self) -> str:
        """All fields of the template."""
        return "".join(self._field(field) for field in self._template["fields"])

    def part(self, part_id: str) -> str:
        """The fields of a part of the template."""
        fields = plan_template.fields_of(self._template, part_id)
        return "".join(self._field(field) for field in fields)

    def preselected(self, part_id: str) -> set[str]:
        """Ids of fields of a part that are empty so far and show a value of the profile."""
        return {
            field["id"]
            for field in plan_template.fields_of(self._template, part_id)
            if field["type"] == "select"
            and self._content.get(field["id"]) is None
            and self._default_of(field) in dict(self._options(field))
        }

    def summary(self) -> str:
        """Summary of the problems with a link to each field."""
        if not self._problems:
            return ""
        if "version" in self._problems:
            text = f"<p>{escape(self._problems['version'])}</p>"
            return f'<div class="errsum" role="alert" tabindex="-1" autofocus>{text}</div>'
        labels = plan_template.labels(self._template)
        lines = "".join(
            f'<li><a href="#{self._id(name)}">{escape(labels[name])}: {escape(text)}</a></li>'
            for name, text in self._problems.items()
        )
        title = self._block.translate_html(
            "Your plan is saved. A few things are missing before you hand it in."
        )
        return (
            f'<div class="errsum" role="alert" tabindex="-1" autofocus><h2>{icon("fix")}{title}'
            f'</h2><ul role="list">{lines}</ul></div>'
        )

    def marks(self) -> str:
        """What the scores mean, and the lines of the rubric, each with its radio buttons."""
        rubric = self._template["rubric"]
        highest = max((int(rule["max"]) for rule in rubric), default=0)
        words = level_words(highest, self._block.translate_html)
        key = ", ".join(f"{mark}\N{NO-BREAK SPACE}{word}".strip() for mark, word in words)
        rule = review_rule(self._template, self._block.translate_html)
        shown = f'<p class="hint" aria-hidden="true">{key}</p>'  # each button says its own
        shown = (f"<p><b>{rule}</b></p>" if rule else "") + shown
        return shown + "".join(self._rule(rule) for rule in rubric)

    def rubric(self) -> str:
        """Section in which learners score their own plan."""
        rules = self.marks()
        text = escape((self._template.get("self_review") or {}).get("text", ""))
        title = self._block.translate_html("Score your own plan")
        return (
            f'<section class="card sky stack"><h2>{title}</h2><p class="muted">{text}</p>{rules}'
            "</section>"
        )

    def _id(self, name: str) -> str:
        return self._block.part_id(name)

    def _field(self, field: Field) -> str:
        """A field with its example beside it; one with questions has a field for each of them."""
        if questions := field.get("questions"):
            return self._sentence(field, questions)
        return self._with_example(field, field["id"], self._renderers[field["type"]](field))

    def _with_example(self, field: Field | Question, name: str, html: str, by: str = "") -> str:
        example = field.get("example")
        if not example:
            return html
        by = by or str(field.get("example_by", ""))
        title = self._block.translate_html("Example") + (f", {escape(by)}" if by else "")
        text = f'<p class="eg" id="{self._id(name)}-eg"><b>{title}</b>{self.escaped(example)}</p>'
        if field.get("type") == "repeat":  # several cards high
            return text + html
        return f'<div class="pair-field">{html}{text}</div>'

    def _sentence(self, field: Field, questions: Sequence[Question]) -> str:
        """A text field for each question, and the sentence that the answers make so far."""
        answers = (self._content.get("answers") or {}).get(field["id"]) or {}
        stored = str(self._content.get(field["id"]) or "")
        lines = "".join(
            self._question(field, question, str(answers.get(question["id"], "")), is_first=not n)
            for n, question in enumerate(questions)
        )
        if not stored:
            return lines
        title = self._block.translate_html("{label} so far.", label=field["label"])
        return lines + notice("core", "flag", f"<p><b>{title}</b> {self.escaped(stored)}</p>")

    def _question(self, field: Field, question: Question, value: str, *, is_first: bool) -> str:
        name = f"{field['id']}-{question['id']}"
        kind, message, attributes = self._problem(name, question)
        text = (
            f'<div class="{kind}"><label for="{self._id(name)}">{escape(question["label"])}'
            f'</label>{message}<textarea class="in short" id="{self._id(name)}"'
            f' name="{escape(name)}" rows="2" maxlength="{int(question["max"])}"{attributes}>'
            f"{escape(value)}</textarea></div>"
        )
        by = str(field.get("example_by", "")) if is_first else ""
        return self._with_example(question, name, text, by)

    def _problem(self, name: str, field: Field | Question | None = None) -> tuple[str, str, str]:
        """CSS class, message and ARIA attributes of a field with its hint and example."""
        text = self._problems.get(name)
        about = [f"{self._id(name)}-{end}" for end in self._described_by(text, field)]
        described = f' aria-describedby="{" ".join(about)}"' if about else ""
        hint = str(field.get("hint", "")) if field else ""
        before = f'<p class="hint" id="{self._id(name)}-hint">{escape(hint)}</p>' if hint else ""
        if not text:
            return "field", before, described
        message = f'<p class="err" id="{self._id(name)}-err">{icon("fix")}{escape(text)}</p>'
        return "field bad", f"{before}{message}", f' aria-invalid="true"{described}'

    @staticmethod
    def _described_by(text: str | None, field: Field | Question | None) -> list[str]:
        hint, example = (field.get("hint"), field.get("example")) if field else (None, None)
        parts = {"hint": hint, "err": text, "eg": example}
        return [end for end, part in parts.items() if part]

    def _frame(self, field: Field, control: Callable[[str], str]) -> str:
        kind, message, attributes = self._problem(field["id"], field)
        return (
            f'<div class="{kind}"><label for="{self._id(field["id"])}">{escape(field["label"])}'
            f"{self._optional(field)}</label>{message}{control(attributes)}</div>"
        )

    def _optional(self, field: Field) -> str:
        if field.get("required"):
            return ""
        return f' <span class="hint">({self._block.translate_html("optional")})</span>'

    def _value(self, field: Field) -> str:
        stored = self._content.get(field["id"])
        if stored is None and field["type"] == "select":
            return self._default_of(field)
        return str(stored or "")

    def _select(self, field: Field) -> str:
        chosen = self._value(field)
        if field.get("required") and 0 < len(field.get("options", ())) <= MAX_RADIOS:
            return self._choices(field, "radio", [chosen])
        options = "".join(
            f'<option value="{escape(code)}"{" selected" if code == chosen else ""}>'
            f"{escape(label)}</option>"
            for code, label in self._options(field)
        )
        choose = self._block.translate_html("Choose")
        return self._frame(
            field,
            lambda attributes: (
                f'<select class="in" id="{self._id(field["id"])}" name="{escape(field["id"])}"'
                f'{attributes}><option value="">{choose}</option>{options}</select>'
            ),
        )

    def _line(self, field: Field) -> str:
        return self._frame(
            field,
            lambda attributes: (
                f'<input class="in" id="{self._id(field["id"])}" name="{escape(field["id"])}"'
                f' maxlength="{int(field.get("max", plan_form.MAX_LINE_LENGTH))}"'
                f' value="{escape(self._value(field))}"{attributes}>'
            ),
        )

    def _lines(self, field: Field) -> str:
        return self._frame(
            field,
            lambda attributes: (
                f'<textarea class="in" id="{self._id(field["id"])}" name="{escape(field["id"])}"'
                f' maxlength="{int(field.get("max", 600))}"{attributes}>'
                f"{escape(self._value(field))}</textarea>"
            ),
        )

    def _boxes(self, field: Field) -> str:
        return self._choices(field, "checkbox", self._content.get(field["id"]) or ())

    def _choices(self, field: Field, control: str, chosen: Collection[str]) -> str:
        """All options as radio buttons or check boxes."""
        kind, message, attributes = self._problem(field["id"], field)
        boxes = "".join(
            f'<label class="choice"><input type="{control}" name="{escape(field["id"])}"'
            f' value="{escape(code)}"{" checked" if code in chosen else ""}>'
            f"<span>{escape(label)}</span></label>"
            for code, label in self._options(field)
        )
        return (
            f'<fieldset class="{kind}" id="{self._id(field["id"])}" tabindex="-1"{attributes}>'
            f'<legend class="label">{escape(field["label"])}{self._optional(field)}</legend>'
            f'{message}<div class="opts">{boxes}</div></fieldset>'
        )

    def _rows(self, field: Field) -> str:
        kind, message, attributes = self._problem(field["id"], field)
        all_rows, own = int(field["max"]), plan_form.row_count(field, self._content)
        count = all_rows if self._block.is_for_visitor else own  # nothing adds rows in a pack
        rows = "".join(self._row(field, number) for number in range(count))
        rule = self._block.translate_html(
            "At least {min} activities, each with every line filled in. Up to {max} if you like.",
            min=field["min"],
            max=field["max"],
        )
        add = ""
        if count < all_rows:
            add = self._block.button(
                self._block.translate("Add an activity"),
                kind="",
                name="do",
                value=f"add-{field['id']}",
            )
        return (
            f'<fieldset class="{kind} stack" tabindex="-1"{attributes}'
            f' id="{self._id(field["id"])}"><legend class="label">{escape(field["label"])}</legend>'
            f'<p class="hint">{rule}</p>{message}{rows}'
            f"<p>{add}</p></fieldset>"
        )

    def _row(self, field: Field, number: int) -> str:
        stored = self._content.get(field["id"]) or ()
        row = stored[number] if number < len(stored) else {}
        title = self._block.translate_html("Activity {number}", number=number + 1)
        parts = "".join(
            f'<label class="field"><span>{escape(label)}</span><input class="in"'
            f' name="{escape(field["id"])}-{number}-{escape(code)}"'
            f' maxlength="{plan_form.MAX_LINE_LENGTH}" value="{escape(row.get(code, ""))}"></label>'
            for code, label in self._labelled(field["subfields"])
        )
        marker = f'<input type="hidden" name="{escape(field["id"])}-{number}" value="1">'
        marker = "" if self._block.is_for_visitor and number >= int(field["min"]) else marker
        return (
            f'<div class="card stack stack-s" role="group" aria-label="{title}">'
            f'<p class="label">{title}</p>{marker}<div class="grid">{parts}</div></div>'
        )

    def _rule(self, rule: Rule) -> str:
        name = f"rubric-{rule['id']}"
        own = (self._content.get("self_review") or {}).get(rule["id"])
        kind, message, attributes = self._problem(name)
        marks = "".join(
            f'<label class="chip"><input type="radio" name="{escape(name)}" value="{mark}"'
            f"{' checked' if mark == own else ''}>{mark}"
            f'<span class="vh"> {words}</span></label>'
            for mark, words in level_words(int(rule["max"]), self._block.translate_html)
        )
        return (
            f'<fieldset class="{kind}" id="{self._id(name)}" tabindex="-1"{attributes}>'
            f'<legend class="label">{escape(rule["text"])}</legend>{message}'
            f'<div class="chips">{marks}</div></fieldset>'
        )

    def _options(self, field: Field) -> list[tuple[str, str]]:
        return self._labelled(
            self._provinces
            if str(field.get("source", "")).startswith("provinces")
            else field["options"]
        )

    def _labelled(self, options: Sequence[Option | str]) -> list[tuple[str, str]]:
        return labelled(options, self._block.translate)
