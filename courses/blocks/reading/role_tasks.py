"""One task for each audience to take along; that of the learner stands open."""

from html import escape

from web_fragments.fragment import Fragment

from courses.blocks.reading.role import NAMES, RoleBlock


class RoleTasksBlock(RoleBlock):
    """The task of the learner's own role; those of other roles are closed below it."""

    def student_view(self, context: object = None) -> Fragment:
        own = self.audience
        others = [name for name in NAMES if name != own]
        mine = self._own_task(own) if own in NAMES else ""
        rest = "".join(self._variant(name, is_own=False) for name in others)
        if not mine and not rest:
            return Fragment("")
        title = self.heading(self.translate("One task for your role"))
        return Fragment(f'<div class="stack">{title}{mine}{rest}</div>')

    def _own_task(self, audience: str) -> str:
        text = self.text(audience)
        if not text:
            return ""
        name = self.translate("{role} (your role)", role=self.translate(NAMES[audience]))
        label = f'<p class="muted">{escape(name)}</p>'
        return f'<div class="card">{label}<p>{self.cite(text)}</p></div>'

    @staticmethod
    def workbench_scenarios() -> list[tuple[str, str]]:
        tasks = 'cso_id="Tempel 129 di meja" teacher_id="Pilih bangku" patbm_id="Pilih tempat"'
        return [("Role tasks", f"<payung_role_tasks {tasks}/>")]
