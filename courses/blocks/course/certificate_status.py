"""Shows progress towards the certificate, and what is still missing."""

from collections.abc import Iterable
from html import escape
from typing import Protocol

from web_fragments.fragment import Fragment
from xblock.core import XBlock

from courses.block_toolkit.base import PayungActivity, ViewContext
from courses.block_toolkit.markup import icon, notice

LABELS = {
    "lessons": "Lessons: {done} of {total} done",
    "stories": "Scenarios: {done} of {total} finished",
    "core": "A core scenario ({titles}) with {percent} % of its points",
    "plan": "Action plan handed in",
    "test": "Post-test passed",
    "grade": "Grades that the course asks for",
}
STATES = {
    "issued": "You have your certificate.",
    "revoked": "Your certificate was withdrawn.",
}


class StatusPart(Protocol):
    """A requirement of the certificate.

    Part `core` also has `titles`, of the core scenarios, and `percent`, of the points of one.
    """

    code: str
    done: int
    total: int


class Status(Protocol):
    """Result of the service `certificate_status`."""

    state: str
    parts: Iterable[StatusPart]


@XBlock.wants("certificate_status", "links")
class CertificateStatusBlock(PayungActivity):
    """The state comes from the host's service `certificate_status`."""

    def student_view(self, context: ViewContext | None = None) -> Fragment:
        service = self.runtime.service(self, "certificate_status")
        body = self._status(service.status()) if service else self._unknown()
        return self.fragment('<div class="stack">', self.opening(), body, self.closing(), "</div>")

    def _unknown(self) -> str:
        text = self.translate_html(
            "Your progress towards the certificate would be shown here. This platform does not"
            " provide it to the course; find your certificates in your account."
        )
        return notice("", "umbrella", f"<p>{text}</p>")

    def _status(self, status: Status) -> str:
        links = self.runtime.service(self, "links")
        if status.state in STATES:
            kind = "good" if status.state == "issued" else "care"
            icon_name = "check" if status.state == "issued" else "umbrella"
            text = notice(kind, icon_name, f"<p>{self.translate_html(STATES[status.state])}</p>")
            return text + self._link(links.certificates() if links else "")
        parts = "".join(self._part(part) for part in status.parts)
        title = self.translate_html("For the certificate:")
        return f'<p>{title}</p><ul class="stack stack-s" role="list">{parts}</ul>'

    def _part(self, part: StatusPart) -> str:
        is_done = part.done >= part.total
        text = self.translate_html(
            LABELS[part.code],
            done=min(part.done, part.total),
            total=part.total,
            titles=", ".join(getattr(part, "titles", ())),
            percent=getattr(part, "percent", ""),
        )
        state = self.translate_html("done") if is_done else self.translate_html("still to do")
        drawing = icon("check" if is_done else "todo")
        return f'<li>{drawing} {text} <span class="muted">({state})</span></li>'

    def _link(self, address: str) -> str:
        if not address:
            return ""
        label = self.translate_html("To my certificates")
        return f'<p><a class="btn" href="{escape(address)}">{label}</a></p>'

    @staticmethod
    def workbench_scenarios() -> list[tuple[str, str]]:
        return [("Certificate", '<payung_certificate_status title_id="Sertifikat Anda"/>')]
