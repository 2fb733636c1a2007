"""Advice for each audience; that of the learner comes first and is open."""

from html import escape

from web_fragments.fragment import Fragment
from xblock.fields import Scope, String

from courses.block_toolkit.base import PayungBlock
from courses.blocks.answer_sheets.roles import role_sheet

NAMES = {
    "cso": "Staff of an organisation",
    "teacher": "Teacher",
    "patbm": "PATBM volunteer",
}
NOTHING = ("", "-")


class RoleTexts(PayungBlock):
    """A text for each audience, shown in a disclosure widget."""

    varies_by_audience = True

    cso_id = String(scope=Scope.content, default="")
    cso_en = String(scope=Scope.content, default="")
    teacher_id = String(scope=Scope.content, default="")
    teacher_en = String(scope=Scope.content, default="")
    patbm_id = String(scope=Scope.content, default="")
    patbm_en = String(scope=Scope.content, default="")

    def variant_html(self, audience: str, *, is_own: bool) -> str:
        """The text of an audience, closed unless it is the learner's own; empty without one."""
        text = self.text(audience)
        if text in NOTHING:
            return ""
        name = self.translate(NAMES[audience])
        label = self.translate("{role} (your role)", role=name) if is_own else name
        opened = " open" if is_own else ""
        return (
            f'<details class="acc"{opened}><summary>{escape(label)}</summary>'
            f"<div><p>{self.cite(text)}</p></div></details>"
        )


class RoleBlock(RoleTexts):
    """Advice for each audience; that of the learner's own role comes first and is open."""

    is_static_view = True

    def student_view(self, context: object = None) -> Fragment:
        own = self.audience
        order = sorted(NAMES, key=lambda audience: audience != own)
        parts = [self.variant_html(audience, is_own=audience == own) for audience in order]
        if not any(parts):
            return self.fragment()
        return self.fragment('<div class="stack">', self.title_html(), *parts, "</div>")

    def title_html(self) -> str:
        return self.heading(self.translate("In your role"))

    def answer_sheet(self) -> dict[str, object] | None:
        return role_sheet(self) if any(self.variant_html(a, is_own=False) for a in NAMES) else None

    @staticmethod
    def workbench_scenarios() -> list[tuple[str, str]]:
        return [("Roles", '<payung_role cso_id="Di telepon" teacher_id="Di kelas" patbm_id="-"/>')]
