"""Brings messages to people: into a folder by default, by SMTP, or by an HTTP gateway."""

import json
import os
import smtplib
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import formatdate
from pathlib import Path
from typing import Protocol
from urllib.error import HTTPError, URLError
from urllib.parse import unquote, urlsplit
from urllib.request import Request, urlopen
from uuid import UUID

from lms.kernel.errors import Unavailable
from lms.settings import Settings

TIMEOUT = 15


class DeliveryFailed(Unavailable):
    code = "message-undelivered"


@dataclass(frozen=True, slots=True)
class RenderedMessage:
    """A message as its reader sees it."""

    id: UUID
    person_id: UUID
    address: str
    subject: str
    text: str


class MessageGateway(Protocol):
    def send(self, letter: RenderedMessage) -> None:
        """Deliver, or raise DeliveryFailed with a reason that names no person."""
        ...


def get_gateway(channel: str, settings: Settings) -> MessageGateway:
    """What is set for the channel; else messages are files that an administrator reads."""
    if channel == "email" and settings.mail_url:
        return SmtpGateway(settings.mail_url, settings.mail_from)
    if channel == "phone" and settings.message_gateway_url:
        return HttpGateway(settings.message_gateway_url, settings.message_gateway_token)
    return FileGateway(settings.data_dir / "messages")


class FileGateway:
    """One folder a person, so that erasure finds it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def send(self, letter: RenderedMessage) -> None:
        folder = self._folder / str(letter.person_id)
        content = f"To: {letter.address}\nSubject: {letter.subject}\n\n{letter.text}\n"
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
            file = os.open(folder / f"{letter.id}.txt", flags, 0o600)
            with os.fdopen(file, "w", encoding="utf-8") as opened:
                opened.write(content)
        except OSError as problem:
            raise DeliveryFailed(reason=problem.strerror or "file") from problem


class SmtpGateway:
    def __init__(self, url: str, sender: str) -> None:
        self._server, self._sender = urlsplit(url), sender

    def send(self, letter: RenderedMessage) -> None:
        try:
            with self._connect() as connection:
                self._sign_in(connection)
                connection.send_message(self._mail(letter))
        except smtplib.SMTPResponseException as problem:
            raise DeliveryFailed(reason=f"smtp-{problem.smtp_code}") from problem
        except (smtplib.SMTPException, OSError) as problem:
            raise DeliveryFailed(reason=type(problem).__name__) from problem

    def _connect(self) -> smtplib.SMTP:
        host, port = self._server.hostname or "localhost", self._server.port
        if self._server.scheme == "smtps":
            secure = ssl.create_default_context()
            return smtplib.SMTP_SSL(host, port or 465, timeout=TIMEOUT, context=secure)
        return smtplib.SMTP(host, port or 25, timeout=TIMEOUT)

    def _sign_in(self, connection: smtplib.SMTP) -> None:
        """A password never travels in the clear."""
        user, password = self._server.username, self._server.password
        connection.ehlo()
        if self._server.scheme != "smtps" and (connection.has_extn("starttls") or user):
            connection.starttls(context=ssl.create_default_context())
        if user:
            connection.login(unquote(user), unquote(password or ""))

    def _mail(self, letter: RenderedMessage) -> EmailMessage:
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = self._sender, letter.address, letter.subject
        mail["Date"] = formatdate(usegmt=True)
        domain = self._sender.rpartition("@")[2].strip("> ") or "localhost"
        mail["Message-ID"] = f"<{letter.id}@{domain}>"  # the same whenever it is sent again
        mail.set_content(letter.text)
        return mail


class HttpGateway:
    """POSTs `{"id", "to", "text"}`; the gateway turns that into SMS or WhatsApp."""

    def __init__(self, url: str, token: str) -> None:
        self._url, self._token = url, token

    def send(self, letter: RenderedMessage) -> None:
        body = json.dumps({"id": str(letter.id), "to": letter.address, "text": letter.text})
        headers = {"Content-Type": "application/json", "Idempotency-Key": str(letter.id)}
        if self._token:
            headers["Authorization"] = f"Bearer {self._token}"
        request = Request(self._url, body.encode(), headers, method="POST")  # noqa: S310 - from settings
        try:
            with urlopen(request, timeout=TIMEOUT):  # noqa: S310 - http and https only, see settings
                return
        except HTTPError as refused:
            refused.close()
            raise DeliveryFailed(reason=f"http-{refused.code}") from refused
        except URLError as problem:
            raise DeliveryFailed(reason="gateway-unreachable") from problem
        except OSError as problem:
            raise DeliveryFailed(reason=type(problem).__name__) from problem
