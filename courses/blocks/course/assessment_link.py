"""Links to a test of the course and to its confidence scale."""

from html import escape

from web_fragments.fragment import Fragment
from xblock.core import XBlock
from xblock.fields import Scope, String

from courses.block_toolkit.base import PayungActivity


@XBlock.wants("links")
class AssessmentLinkBlock(PayungActivity):
    """Links come from the host's service `links`; without it the block shows an instruction."""

    is_static_view = True

    purpose = String(scope=Scope.content, default="post")

    def student_view(self, context: object = None) -> Fragment:
        links = self.runtime.service(self, "links")
        if links:
            test, scale = links.assessment(self.purpose), links.self_efficacy(self.purpose)
            ways = (
                f'<p class="row"><a class="btn main" href="{escape(test)}">'
                f"{self.translate_html('To the test')}</a>"
                f'<a class="btn" href="{escape(scale)}">'
                f"{self.translate_html('To the confidence scale')}</a></p>"
            )
        else:
            ways = f"<p>{self.translate_html('Take the test of this course now.')}</p>"
        return self.fragment('<div class="stack">', self.opening(), ways, self.closing(), "</div>")

    @staticmethod
    def workbench_scenarios() -> list[tuple[str, str]]:
        return [("Link to the test", '<payung_assessment title_id="Pascates" purpose="post"/>')]
