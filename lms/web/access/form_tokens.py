"""Forms whose text must not be lost with the token: their routes check it, not `csrf` before them.

Such a route is named in `csrf.exempt`. It stores nothing without a right token; it shows its page
again, with what was typed and with a new token.
"""

from flask import current_app
from flask_wtf import FlaskForm
from flask_wtf.csrf import CSRFError

from lms.extensions import csrf
from lms.web.texts.error_messages import message_for_code


def has_valid_token() -> bool:
    """Exactly what is asked before all other routes, the site that the form is of included."""
    if not current_app.config["WTF_CSRF_ENABLED"]:
        return True
    try:
        csrf.protect()
    except CSRFError:
        return False
    return True


def validate_form(form: FlaskForm) -> bool:
    """Is the form ours, and are its fields in order? If not, it says what is wrong."""
    if has_valid_token():
        return bool(form.validate())
    form.form_errors.append(not_stored_message())
    return False


def not_stored_message() -> str:
    return message_for_code("form-not-stored")
