"""A learning platform for tests: it signs with its own key and serves its key set on loopback."""

import json
from html import escape
from threading import Thread
from time import time
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey
from werkzeug.serving import make_server
from werkzeug.wrappers import Request, Response

CLAIM = "https://purl.imsglobal.org/spec/lti/claim/"
DEEP_LINKING = "https://purl.imsglobal.org/spec/lti-dl/claim/"
PAGE = """<!DOCTYPE html><html lang="en"><title>Course</title><body><h1>Course</h1>
<iframe src="{address}" width="1000" height="700" title="Payung"></iframe></body></html>"""
FORM = """<!DOCTYPE html><html lang="en"><title>Launch</title><body>
<form method="post" action="{action}">{fields}</form>
<script>document.forms[0].submit()</script></body></html>"""


class LtiPlatform:
    """One platform with a client and a deployment. `answer` replaces what the server sends.

    Its key set is at /keys, its authorisation at /auth, and a course with a frame at /course.
    """

    def __init__(self, *, host="127.0.0.1"):
        self.key = RSAKey.generate_key(2048, {"use": "sig", "alg": "RS256"}, auto_kid=True)
        self.client_id, self.deployment_id = "client-1", "1"
        self.subject, self.name, self.custom = "user-7", "Ratna Dewi", {}
        self.tool, self.requests, self.answer = "", [], None
        self.changes, self.returned = {}, []  # of claims; what was posted to /return
        self.server = make_server("127.0.0.1", 0, Request.application(self.respond), threaded=True)
        self.origin = f"http://{host}:{self.server.port}"
        self.issuer = f"{self.origin}/issuer"
        Thread(target=self.server.serve_forever, daemon=True).start()

    def stop(self):
        self.server.shutdown()
        self.server.server_close()

    def respond(self, request):
        self.requests.append(request.path)
        if self.answer is not None:
            return self.answer(request)
        if request.path == "/keys":
            keys = {"keys": [self.key.as_dict(private=False)]}
            return Response(json.dumps(keys), content_type="application/json")
        if request.path == "/course":
            address = escape(f"{self.tool}/lti/login?{urlencode(self.login())}")
            return Response(PAGE.format(address=address), mimetype="text/html")
        if request.path == "/auth":
            token = self.token(nonce=request.args["nonce"], **self.changes)
            fields = {"id_token": token, "state": request.args["state"]}
            hidden = "".join(
                f'<input type="hidden" name="{name}" value="{value}">'
                for name, value in fields.items()
            )
            page = FORM.format(action=request.args["redirect_uri"], fields=hidden)
            return Response(page, mimetype="text/html")
        if request.path == "/return":
            self.returned.append(request.form["JWT"])
            return Response("<!DOCTYPE html><h1>Added</h1>", mimetype="text/html")
        return Response("no such page", 404)

    def details(self):
        """What an administrator copies into Payung."""
        return {
            "name": "Sekolah Contoh",
            "issuer": self.issuer,
            "client_id": self.client_id,
            "authorization_url": f"{self.origin}/auth",
            "token_url": f"{self.origin}/token",
            "key_set_url": f"{self.origin}/keys",
            "frame_origins": (self.origin,),
            "deployment_ids": (self.deployment_id,),
        }

    def login(self, **changes):
        """The parameters with which a launch starts."""
        return {
            "iss": self.issuer,
            "client_id": self.client_id,
            "login_hint": self.subject,
            "target_link_uri": f"{self.tool}/lti/launch",
            "lti_message_hint": "link-1",
        } | changes

    def claims(self, *, nonce, **changes):
        """The claims of a resource link launch. A change to None removes a claim."""
        now = int(time())
        claims = {
            "iss": self.issuer,
            "aud": self.client_id,
            "sub": self.subject,
            "exp": now + 300,
            "iat": now,
            "nonce": nonce,
            "name": self.name,
            f"{CLAIM}message_type": "LtiResourceLinkRequest",
            f"{CLAIM}version": "1.3.0",
            f"{CLAIM}deployment_id": self.deployment_id,
            f"{CLAIM}target_link_uri": f"{self.tool}/lti/launch",
            f"{CLAIM}resource_link": {"id": "link-1", "title": "Payung"},
            f"{CLAIM}roles": ["http://purl.imsglobal.org/vocab/lis/v2/membership#Learner"],
            f"{CLAIM}custom": self.custom,
        } | changes
        return {name: value for name, value in claims.items() if value is not None}

    def deep_link(self, **settings):
        """Changes that make a launch a request to pick a page."""
        known = {
            "deep_link_return_url": f"{self.origin}/return",
            "accept_types": ["link", "ltiResourceLink"],
            "accept_presentation_document_targets": ["iframe", "window"],
            "data": "opaque",
        }
        return {
            f"{CLAIM}message_type": "LtiDeepLinkingRequest",
            f"{CLAIM}resource_link": None,
            f"{CLAIM}target_link_uri": None,
            f"{DEEP_LINKING}deep_linking_settings": known | settings,
        }

    def token(self, *, nonce, key=None, **changes):
        """A signed ID token."""
        key = key or self.key
        header = {"alg": "RS256", "kid": key.kid}
        return jwt.encode(header, self.claims(nonce=nonce, **changes), key)


def sent_parameters(response):
    """The parameters of the authentication request to which a login redirects."""
    query = parse_qs(urlsplit(response.location).query)
    return {name: values[0] for name, values in query.items()}
