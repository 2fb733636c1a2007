"""Outboxes in sealed files, as a phone makes them: the other half of what the server opens."""

import hmac
import json
from base64 import urlsafe_b64decode
from hashlib import sha256
from io import BytesIO

from werkzeug.datastructures import FileStorage
from werkzeug.test import stream_encode_multipart

from lms.kernel.ports import PublicAnswerKey
from tests.answer_files import sealed_file

FORMAT = "payung-outbox"
ADDRESS = "/outbox/import"


def outbox_file(facts, person_id, entries, *, secret=None, person=None, **changed):
    """Sealed with the facts of a state; `changed` fields stand outside."""
    text = json.dumps({"person": str(person or person_id), "entries": entries}).encode()
    key = bytes_of(secret or facts["secret"])
    mac = hmac.new(key, f"{FORMAT} 1|".encode() + text, sha256).digest()
    return sealed_file(public_key(facts), mac + text, sealed_as=FORMAT, **changed)


def public_key(facts):
    kid, _, point = facts["key"].partition(".")
    return PublicAnswerKey(kid, bytes_of(point))


def bytes_of(text):
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def upload(client, content):
    """Send a file as the form does, and give the page."""
    file = FileStorage(BytesIO(content), filename="payung-outbox.txt")
    # In memory: the client would leave a temporary file of a large upload open.
    fields = {"outbox": file} if content else {}
    body, _size, boundary = stream_encode_multipart(fields, use_tempfile=False)
    kind = f"multipart/form-data; boundary={boundary}"
    return client.post(ADDRESS, data=body.read(), content_type=kind)
