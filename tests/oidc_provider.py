"""An OpenID Connect provider for tests, over HTTP on loopback.

It checks what a provider checks: client, secret, redirect URI, code verifier, and that a code is
used once.
"""

import base64
import hashlib
import json
import secrets
from threading import Thread
from time import time
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey
from werkzeug.serving import make_server
from werkzeug.wrappers import Request, Response

SETTINGS = "/.well-known/openid-configuration"


def half_hash(text):
    """The claim `at_hash` of a token that is signed with RS256."""
    digest = hashlib.sha256(text.encode()).digest()
    return base64.urlsafe_b64encode(digest[:16]).rstrip(b"=").decode()


class OidcProvider:
    """One provider with a client. `answers` replaces what a path sends; `changes` those of claims.

    `settings` changes the discovery document; a change to None removes a value.
    """

    def __init__(self, *, host="127.0.0.1"):
        self.key = RSAKey.generate_key(2048, {"use": "sig", "alg": "RS256"}, auto_kid=True)
        self.client_id, self.secret = "client-1", "s3cret~value"
        self.server = make_server("127.0.0.1", 0, Request.application(self.respond), threaded=True)
        self.origin = f"http://{host}:{self.server.port}"
        self.reset()
        Thread(target=self.server.serve_forever, daemon=True).start()

    def reset(self):
        self.issuer = self.origin
        self.subject, self.name, self.domain = "user-7", "Ratna Dewi", "guru.sd.belajar.id"
        self.answers, self.changes, self.settings = {}, {}, {}
        self.requests, self.codes, self.keys = [], {}, [self.key]

    def stop(self):
        self.server.shutdown()
        self.server.server_close()

    def respond(self, request):
        self.requests.append(request.path)
        if request.path in self.answers:
            return self.answers[request.path](request)
        if request.path == SETTINGS:
            return as_json(self.metadata())
        if request.path == "/keys":
            return as_json({"keys": [key.as_dict(private=False) for key in self.keys]})
        if request.path == "/token" and request.method == "POST":
            return self.exchange(request)
        if request.path == "/auth":
            address = f"{request.args['redirect_uri']}?{urlencode(self.authorise(request.url))}"
            return Response("", 302, headers={"Location": address})
        return Response("no such page", 404)

    def metadata(self):
        document = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.origin}/auth?flow=1",
            "token_endpoint": f"{self.origin}/token",
            "jwks_uri": f"{self.origin}/keys",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        } | self.settings
        return {name: value for name, value in document.items() if value is not None}

    def authorise(self, address):
        """What the person does at the provider; gives the parameters of the way back."""
        query = parse_qs(urlsplit(address).query)
        asked = {name: values[0] for name, values in query.items()}
        assert asked["client_id"] == self.client_id
        assert asked["code_challenge_method"] == "S256"
        code = secrets.token_urlsafe(16)
        self.codes[code] = asked
        return {"code": code, "state": asked["state"]}

    def way_back(self, parameters):
        """The path to which the provider leads the browser. `id` is the one in Payung."""
        return f"/sign-in/callback/{self.id}?{urlencode(parameters)}"

    def exchange(self, request):
        sent = request.form
        asked = self.codes.pop(sent.get("code", ""), None)
        digest = hashlib.sha256(sent.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        basic = request.authorization
        known = (
            (basic.username, basic.password)
            if basic
            else (sent.get("client_id"), sent.get("client_secret"))
        )
        if known != (self.client_id, self.secret):
            return as_json({"error": "invalid_client"}, 401)
        if (
            asked is None
            or sent.get("redirect_uri") != asked["redirect_uri"]
            or challenge != asked["code_challenge"]
        ):
            return as_json({"error": "invalid_grant"}, 400)
        token = {"access_token": "access-1", "token_type": "Bearer", "expires_in": 300}
        return as_json(token | {"id_token": self.id_token(nonce=asked["nonce"])})

    def id_token(self, *, key=None, **changes):
        """A signed ID token. A change to None removes a claim."""
        key, now = key or self.keys[0], int(time())
        claims = {
            "iss": self.issuer,
            "aud": self.client_id,
            "sub": self.subject,
            "exp": now + 300,
            "iat": now,
            "name": self.name,
            "hd": self.domain,
            "at_hash": half_hash("access-1"),
        }
        claims = {**claims, **changes, **self.changes}
        claims = {name: value for name, value in claims.items() if value is not None}
        return jwt.encode({"alg": "RS256", "kid": key.kid}, claims, key)


def as_json(content, status=200):
    return Response(json.dumps(content), status, content_type="application/json")
