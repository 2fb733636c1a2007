"""Messages reach servers that speak SMTP or HTTP; what these refuse is a reason, never a crash."""

import json
import socketserver
from dataclasses import replace
from email import message_from_bytes, policy
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from uuid import UUID

import pytest

from lms.adapters.mail.delivery import (
    DeliveryFailed,
    FileGateway,
    HttpGateway,
    RenderedMessage,
    SmtpGateway,
    get_gateway,
)
from lms.settings import Settings
from tests.runner.postgres import free_port

LETTER = RenderedMessage(
    UUID(int=5), UUID(int=9), "ratna@payung.example", "Tautan Anda", "Salam é Ratna\n"
)


class MailServer(socketserver.StreamRequestHandler):
    """Enough of RFC 5321 for one message."""

    refuse_recipient = False

    def handle(self):
        self.say(b"220 mail.test")
        while line := self.rfile.readline():
            verb = line[:4].upper()
            if verb == b"DATA":
                self.say(b"354 go on")
                self.received.append(self.content())
            if verb == b"RCPT" and self.refuse_recipient:
                self.say(b"550 no such person")
                continue
            self.say(b"221 bye" if verb == b"QUIT" else b"250 mail.test")
            if verb == b"QUIT":
                return

    def content(self):
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line)
        return b"".join(lines)

    def say(self, line):
        self.wfile.write(line + b"\r\n")


class PhoneServer(BaseHTTPRequestHandler):
    status = 202

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.received.append((body, self.headers["Authorization"]))
        self.send_response(self.status)
        self.end_headers()

    def log_message(self, *_):
        pass


@pytest.fixture
def run():
    """Serves with a handler of its own; gives the class and the port."""
    servers = []

    def run(kind, handler, **changes):
        own = type("Own", (handler,), {"received": [], **changes})
        server = kind(("127.0.0.1", 0), own)
        servers.append(server)
        Thread(target=server.serve_forever, daemon=True).start()
        return own, server.server_address[1]

    yield run
    for server in servers:
        server.shutdown()
        server.server_close()


def reason(gateway):
    with pytest.raises(DeliveryFailed) as undelivered:
        gateway.send(LETTER)
    return undelivered.value.parameters["reason"]


def test_mail_arrives_with_its_letters_whole(run):
    server, port = run(socketserver.TCPServer, MailServer)
    SmtpGateway(f"smtp://127.0.0.1:{port}", "payung@payung.example").send(LETTER)
    mail = message_from_bytes(server.received[0], policy=policy.default)
    assert (mail["To"], mail["Subject"]) == (LETTER.address, LETTER.subject)
    assert mail.get_content().strip() == LETTER.text.strip()
    assert mail["Message-ID"] == f"<{LETTER.id}@payung.example>"


def test_a_mail_that_goes_again_bears_the_same_id(run):
    """A worker that was killed in between leaves the reader's program to see that it is one."""
    server, port = run(socketserver.TCPServer, MailServer)
    gateway = SmtpGateway(f"smtp://127.0.0.1:{port}", "Payung <payung@payung.example>")
    for _ in range(2):
        gateway.send(LETTER)
    ids = {
        message_from_bytes(mail, policy=policy.default)["Message-ID"] for mail in server.received
    }
    assert ids == {f"<{LETTER.id}@payung.example>"}


def test_a_refused_recipient_is_a_reason_that_names_nobody(run):
    _server, port = run(socketserver.TCPServer, MailServer, refuse_recipient=True)
    assert "ratna" not in reason(SmtpGateway(f"smtp://127.0.0.1:{port}", "payung@payung.example"))


def test_a_password_never_travels_in_the_clear(run):
    server, port = run(socketserver.TCPServer, MailServer)
    gateway = SmtpGateway(f"smtp://payung:secret@127.0.0.1:{port}", "payung@payung.example")
    assert reason(gateway) == "SMTPNotSupportedError"
    assert server.received == []


def test_no_mail_server_is_a_reason():
    gateway = SmtpGateway(f"smtp://127.0.0.1:{free_port()}", "payung@payung.example")
    assert reason(gateway) == "ConnectionRefusedError"


def test_a_phone_gateway_gets_address_and_text(run):
    server, port = run(HTTPServer, PhoneServer)
    HttpGateway(f"http://127.0.0.1:{port}/send", "token").send(LETTER)
    body = {"id": str(LETTER.id), "to": LETTER.address, "text": LETTER.text}
    assert server.received == [(body, "Bearer token")]


def test_what_a_phone_gateway_refuses_is_a_reason(run):
    _server, port = run(HTTPServer, PhoneServer, status=503)
    assert reason(HttpGateway(f"http://127.0.0.1:{port}/send", "")) == "http-503"


def test_no_phone_gateway_is_a_reason():
    gateway = HttpGateway(f"http://127.0.0.1:{free_port()}/", "")
    assert reason(gateway) == "gateway-unreachable"


def test_a_message_file_holds_any_name_whatever_the_locale(tmp_path, monkeypatch):
    monkeypatch.setattr("io.text_encoding", lambda named, *_: named or "latin-1")
    letter = replace(LETTER, text="Salam Nguyễn ꦱꦸꦫꦠ꧀\n")
    FileGateway(tmp_path).send(letter)
    (file,) = tmp_path.rglob("*.txt")
    assert letter.text in file.read_text(encoding="utf-8")


@pytest.mark.parametrize(("channel", "kind"), [("email", SmtpGateway), ("phone", HttpGateway)])
def test_a_channel_goes_where_settings_say_and_else_into_a_folder(tmp_path, channel, kind):
    plain = Settings(data_dir=tmp_path)
    full = Settings(
        data_dir=tmp_path,
        mail_url="smtp://mail.example",
        mail_from="payung@payung.example",
        message_gateway_url="https://gateway.example",
    )
    assert isinstance(get_gateway(channel, plain), FileGateway)
    assert isinstance(get_gateway(channel, full), kind)
