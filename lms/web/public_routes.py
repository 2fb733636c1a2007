"""The one list of routes that answer to somebody who is not signed in, each with its reason."""

from typing import Final

PUBLIC_ROUTES: Final[dict[str, str]] = {
    # endpoint: why nobody is asked who they are
    "account.erased": "whose account is gone cannot sign in to read that it is",
    "account.object_to_contact": "the random token in the address is the authority",
    "account.privacy": "what is kept, and why, is read before there is an account",
    "account.reset": "who asks for a link has no other way in",
    "account.reset_sent": "the answer is the same whether somebody has this contact or not",
    "account.sign_in": "the way in",
    "account.sign_in_options": "the way in with a passkey: a challenge",
    "account.sign_in_with_passkey": "the way in with a passkey: the answer to it",
    "account.sign_out": "whose session has ended elsewhere leaves without being asked to sign in",
    "account.sign_up": "the way to an account",
    "account.sign_up_sent": "the answer is the same whether somebody has this contact or not",
    "account.use_link": "the random token in the address is the authority",
    "admin.first_administrator": "the random token in the address is the authority",
    "api.certificate": "anyone may check a certificate",
    "api.docs": "read before there is a token",
    "api.openapi": "read before there is a token",
    "blocks.call": "the signed token in the address is the authority, since frames have no cookie",
    "blocks.preflight": "browsers ask without a cookie whether a frame may call",
    "blocks.resource": "scripts and styles of blocks, the same for everybody",
    "health.alive": "watchers have no account",
    "health.ready": "watchers have no account",
    "pages.accessibility": "read before there is an account",
    "pages.landing": "read before there is an account",
    "pages.notes": "quick exit leads here at any moment",
    "pages.switch_language": "one reads before one signs in",
    "static": "style sheet, script and pictures, the same for everybody",
    "verify.index": "anyone may check a certificate",
    "verify.verdict": "anyone may check a certificate",
}
