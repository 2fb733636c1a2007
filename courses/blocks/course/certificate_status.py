"""How far somebody is on the way to the certificate, and what is still to do."""

from collections.abc import Mapping
from html import escape
from typing import Any

from web_fragments.fragment import Fragment
from xblock.core import XBlock

from courses.block_toolkit.base import PayungActivity
from courses.block_toolkit.markup import icon, notice

LABELS = {
    "lessons": "Lessons: {done} of {total} done",
    "stories": "Stories: {done} of {total} finished",
    "plan": "Action plan handed in",
    "test": "Post-test passed",
    "grade": "Grades that the course asks for",
}
STATES = {
    "issued": "You have your certificate.",
    "revoked": "Your certificate was withdrawn.",
}


@XBlock.wants("certificate_status", "links")
class CertificateStatusBlock(PayungActivity):
    """The host tells the state (`certificate_status`); without it the block says so."""

    def student_view(self, context: Mapping[str, Any] | None = None) -> Fragment:
        service = self.runtime.service(self, "certificate_status")
        body = self._told(service.status()) if service else self._unknown()
        return self.fragment('<div class="stack">', self.opening(), body, self.closing(), "</div>")

    def _unknown(self) -> str:
        told = self.translate_html(
            "Here stands how far you are on the way to the certificate. This platform does not"
            " tell it to the course; look for your certificates in your account."
        )
        return notice("", "umbrella", f"<p>{told}</p>")

    def _told(self, status: Any) -> str:
        """`status` has a state, and parts with code, done and total."""
        links = self.runtime.service(self, "links")
        if status.state in STATES:
            kind = "good" if status.state == "issued" else "care"
            drawn = "check" if status.state == "issued" else "umbrella"
            said = notice(kind, drawn, f"<p>{self.translate_html(STATES[status.state])}</p>")
            return said + self._way(links.certificates() if links else "")
        parts = "".join(self._part(part) for part in status.parts)
        told = self.translate_html("For the certificate:")
        return f'<p>{told}</p><ul class="stack stack-s" role="list">{parts}</ul>'

    def _part(self, part: Any) -> str:
        is_done = part.done >= part.total
        said = self.translate_html(
            LABELS[part.code], done=min(part.done, part.total), total=part.total
        )
        state = self.translate_html("done") if is_done else self.translate_html("still to do")
        drawn = icon("check" if is_done else "todo")
        return f'<li>{drawn} {said} <span class="muted">({state})</span></li>'

    def _way(self, address: str) -> str:
        if not address:
            return ""
        label = self.translate_html("To my certificates")
        return f'<p><a class="btn" href="{escape(address)}">{label}</a></p>'

    @staticmethod
    def workbench_scenarios() -> list[tuple[str, str]]:
        return [("Certificate", '<payung_certificate_status title_id="Sertifikat Anda"/>')]
