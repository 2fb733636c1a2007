"""Pages to merge two accounts: authenticate for both, preview, confirm."""

from datetime import datetime
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.accounts.merging import service
from lms.accounts.merging.errors import (
    MergeFromRole,
    MergeOver,
    MergeTooEarly,
    MergeWithItself,
)
from lms.accounts.passkeys.queries import passkeys_of
from lms.accounts.sign_in.errors import SignInPaused, SignInRefused
from lms.extensions import db, transaction
from lms.kernel.clock import utc_now
from lms.kernel.errors import LmsError
from lms.web.access.auth import SignedInPerson, current_person
from lms.web.account.blueprint import bp
from lms.web.account.forms import MergeForm, SureForm
from lms.web.account.recent_proof import drop_unneeded_password, is_proved
from lms.web.account.sign_in import check_password, paused
from lms.web.admin.role_form import label_grants
from lms.web.texts.error_messages import error_message, message_for_code
from lms.web.texts.language import current_language
from lms.web.texts.times import local_time
from lms.workflows.accounts.merge_accounts import MergePreview, merge_accounts, merge_preview


@bp.route("/account/merge", methods=["GET", "POST"])
def ask_to_merge() -> ResponseReturnValue:
    """Request a merge with contact and password of the other account."""
    person = current_person()
    form = MergeForm()
    drop_unneeded_password(form, person)
    if not form.validate_on_submit():
        return show(form, person, 422 if form.is_submitted() else 200)
    if not is_proved(form, person):
        return show(form, person, 422)
    try:
        merge_id = begin(form, person)
    except SignInPaused as error:
        form.form_errors.append(error_message(error))
        return paused(show(form, person, 429))
    except SignInRefused:
        form.password.errors = [message_for_code("other-account-unproved")]
        return show(form, person, 422)
    except (MergeFromRole, MergeWithItself, MergeOver, MergeTooEarly) as error:
        form.contact.errors = [rejection_text(error)]
        return show(form, person, 422)
    return redirect(url_for(".merge", merge_id=merge_id), 303)


@bp.route("/account/merge/<uuid:merge_id>", methods=["GET", "POST"])
def merge(merge_id: UUID) -> ResponseReturnValue:
    """Preview a merge, and carry it out when the person confirms."""
    person = current_person()
    form = SureForm()
    preview = merge_preview(
        db.session(), merge_id, person_id=person.id, language=current_language(), now=utc_now()
    )
    if not form.validate_on_submit():
        return show_preview(form, preview), 422 if form.is_submitted() else 200
    try:
        with transaction() as session:
            merge_accounts(session, merge_id, person_id=person.id, now=utc_now())
    except (MergeFromRole, MergeTooEarly) as error:
        form.form_errors.append(rejection_text(error))
        return show_preview(form, preview), 409
    flash(_("The two accounts are merged. Everything from the other account is here."))
    return redirect(url_for(".account"), 303)


def begin(form: MergeForm, person: SignedInPerson) -> UUID:
    """Raises SignInPaused, SignInRefused and what `request_merge` raises."""
    other = check_password(form.contact.data or "", form.password.data or "")
    with transaction() as session:
        return service.request_merge(session, person.id, other_id=other.person_id, now=utc_now())


def rejection_text(error: LmsError) -> str:
    """The message of an error, with times in the time zone of the reader."""
    shown = {
        name: local_time(value) if isinstance(value, datetime) else value
        for name, value in error.parameters.items()
    }
    return message_for_code(error.code, **shown)


def show_preview(form: SureForm, preview: MergePreview) -> str:
    grants = label_grants(list(preview.grants))
    return render_template("account/merge_preview.html", form=form, preview=preview, grants=grants)


def show(form: MergeForm, person: SignedInPerson, status: int) -> ResponseReturnValue:
    page = render_template(
        "account/merge.html", form=form, has_passkeys=bool(passkeys_of(db.session(), person.id))
    )
    return page, status
