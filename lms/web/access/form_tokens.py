"""CSRF checks inside routes, for forms whose input must survive an expired token.

Such a route is exempt from `csrf`. Without a valid token it stores nothing and shows the form again
with the input and a new token.
"""

from flask import current_app
from flask_wtf import FlaskForm
from flask_wtf.csrf import CSRFError

from lms.extensions import csrf
from lms.web.texts.error_messages import message_for_code


def has_valid_token() -> bool:
    """Make the same check as for other routes, including the origin."""
    if not current_app.config["WTF_CSRF_ENABLED"]:
        return True
    try:
        csrf.protect()
    except CSRFError:
        return False
    return True


def validate_form(form: FlaskForm) -> bool:
    """Check token and fields. Errors are added to the form."""
    if has_valid_token():
        return bool(form.validate())
    form.form_errors.append(not_stored_message())
    return False


def not_stored_message() -> str:
    """Return the message for a form with an expired token."""
    return message_for_code("form-not-stored")
