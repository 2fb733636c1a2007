"""Issuer and keys: as JSON for verifiers and as a page for people."""

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue

from certificates.keys import did
from certificates.open_badges.contexts import CREDENTIALS_V2, OPEN_BADGES_3
from certificates.open_badges.credential import issuer_profile
from certificates.pdf.wording import NO_ISSUER
from certificates.records import queries
from certificates.strict_json import json_bytes
from lms.extensions import current_ports, db
from lms.web.credentials.answers import SHORTLY, document
from lms.web.credentials.blueprint import bp
from lms.web.credentials.hosts import former_hosts, requested_host
from lms.web.credentials.negotiation import KINDS, PAGE, accepted_form

JSON = "application/json"


@bp.get("/.well-known/did.json")
def did_document() -> Response:
    """Serve the did:web document of the requested host."""
    keys = queries.public_keys(db.session())
    body = did.did_document(requested_host(), keys, former_hosts=former_hosts())
    return document(json_bytes(body), JSON, keep=SHORTLY)


@bp.get("/.well-known/jwks.json")
def jwk_set() -> Response:
    """Serve the JWK set of the requested host."""
    keys = queries.public_keys(db.session())
    body = did.jwk_set(requested_host(), keys, former_hosts=former_hosts())
    return document(json_bytes(body), "application/jwk-set+json", keep=SHORTLY)


@bp.get("/issuer.json")
def issuer_document() -> Response:
    """Serve the issuer profile as JSON-LD."""
    return _profile(KINDS["json"][1])


@bp.get("/issuer")
def issuer() -> ResponseReturnValue:
    """Show the issuer and its keys, or serve the profile as JSON."""
    form, content_type = accepted_form(request.accept_mimetypes)
    if form != PAGE:
        return _profile(content_type if form == "json" else KINDS["json"][1])
    shown = [key for key in queries.public_keys(db.session()) if not key.is_specimen]
    return render_template(
        "credentials/issuer.html",
        issuer=queries.current_issuer(db.session()),
        host=requested_host(),
        did=did.did_web(requested_host()),
        former_hosts=current_ports().former_hosts,
        keys=shown,
    )


def _profile(content_type: str) -> Response:
    """Serve the issuer profile of credentials with its contexts."""
    issuer = queries.current_issuer(db.session())
    name, url = (issuer.name, issuer.url) if issuer else (NO_ISSUER, "")
    profile = issuer_profile(requested_host(), name=name, url=url)
    contexts = {"@context": [CREDENTIALS_V2, OPEN_BADGES_3]}
    return document(json_bytes(contexts | profile), content_type, keep=SHORTLY)
