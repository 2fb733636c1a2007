"""Session cookies by the keys of the moment: the present one, former ones, and no others."""

import pytest
from itsdangerous import BadSignature

HELD = {"_user_id": "abc", "proved": True}


def signer_of(app):
    return app.session_interface.get_signing_serializer(app)


def test_a_cookie_of_the_present_key_is_read_and_a_changed_one_refused(app):
    cookie = signer_of(app).dumps(HELD)
    assert signer_of(app).loads(cookie) == HELD
    rest, _dot, signature = cookie.rpartition(".")
    first = "A" if signature[0] != "A" else "B"  # of the last letter some bits are idle
    with pytest.raises(BadSignature):
        signer_of(app).loads(f"{rest}.{first}{signature[1:]}")


def test_a_former_key_counts_while_it_is_named_and_the_new_one_signs(app):
    old = signer_of(app).dumps(HELD)
    former, app.secret_key = app.secret_key, "another key"
    with pytest.raises(BadSignature):
        signer_of(app).loads(old)
    app.config["SECRET_KEY_FALLBACKS"] = [former]
    assert signer_of(app).loads(old) == HELD
    new = signer_of(app).dumps(HELD)
    app.config["SECRET_KEY_FALLBACKS"] = None
    assert signer_of(app).loads(new) == HELD


def test_another_salt_is_another_signature(app):
    signer = signer_of(app)
    with pytest.raises(BadSignature):
        signer.loads(signer.dumps(HELD), salt="another use")
