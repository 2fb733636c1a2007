"""Delivers messages by SMTP, by an HTTP gateway, or as files in the data folder."""

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

TIMEOUT = 15  # seconds


class DeliveryFailed(Unavailable):
    code = "message-undelivered"


@dataclass(frozen=True, slots=True)
class RenderedMessage:
    """A message with its subject and text in the language of its recipient."""

    id: UUID
    person_id: UUID
    address: str
    subject: str
    text: str


class MessageGateway(Protocol):
    def send(self, message: RenderedMessage) -> None:
        """Deliver the message. Raises DeliveryFailed; its reason contains no personal data."""
        ...


def get_gateway(channel: str, settings: Settings) -> MessageGateway:
    """Return the configured gateway of a channel, else one that writes files."""
    if channel == "email" and settings.mail_url:
        return SmtpGateway(settings.mail_url, settings.mail_from)
    if channel == "phone" and settings.message_gateway_url:
        return HttpGateway(settings.message_gateway_url, settings.message_gateway_token)
    return FileGateway(settings.data_dir / "messages")


class FileGateway:
    """Writes files into one folder per person, which erasure removes."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def send(self, message: RenderedMessage) -> None:
        folder = self._folder / str(message.person_id)
        content = f"To: {message.address}\nSubject: {message.subject}\n\n{message.text}\n"
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
            file = os.open(folder / f"{message.id}.txt", flags, 0o600)
            with os.fdopen(file, "w", encoding="utf-8") as opened:
                opened.write(content)
        except OSError as problem:
            raise DeliveryFailed(reason=problem.strerror or "file") from problem


class SmtpGateway:
    """Sends mail by SMTP, with STARTTLS where the server offers it."""

    def __init__(self, url: str, sender: str) -> None:
        self._server, self._sender = urlsplit(url), sender

    def send(self, message: RenderedMessage) -> None:
        try:
            with self._connect() as connection:
                self._sign_in(connection)
                connection.send_message(self._mail(message))
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
        """Never send a password without TLS."""
        user, password = self._server.username, self._server.password
        connection.ehlo()
        if self._server.scheme != "smtps" and (connection.has_extn("starttls") or user):
            connection.starttls(context=ssl.create_default_context())
        if user:
            connection.login(unquote(user), unquote(password or ""))

    def _mail(self, message: RenderedMessage) -> EmailMessage:
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = self._sender, message.address, message.subject
        mail["Date"] = formatdate(usegmt=True)
        domain = self._sender.rpartition("@")[2].strip("> ") or "localhost"
        mail["Message-ID"] = f"<{message.id}@{domain}>"  # the same for each attempt
        mail.set_content(message.text)
        return mail


class HttpGateway:
    """Posts JSON with `id`, `to` and `text` to a gateway for SMS or WhatsApp."""

    def __init__(self, url: str, token: str) -> None:
        self._url, self._token = url, token

    def send(self, message: RenderedMessage) -> None:
        body = json.dumps({"id": str(message.id), "to": message.address, "text": message.text})
        headers = {"Content-Type": "application/json", "Idempotency-Key": str(message.id)}
        if self._token:
            headers["Authorization"] = f"Bearer {self._token}"
        request = Request(self._url, body.encode(), headers, method="POST")  # noqa: S310 - from settings
        try:
            with urlopen(request, timeout=TIMEOUT):  # noqa: S310 - http and https only, see settings
                return
        except HTTPError as error:
            error.close()
            raise DeliveryFailed(reason=f"http-{error.code}") from error
        except URLError as problem:
            raise DeliveryFailed(reason="gateway-unreachable") from problem
        except OSError as problem:
            raise DeliveryFailed(reason=type(problem).__name__) from problem
