"""The page on which people link accounts elsewhere to their own, and remove them."""

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.accounts.oidc import linking, queries
from lms.accounts.roles.queries import is_staff
from lms.extensions import db, limiter, transaction
from lms.kernel.clock import utc_now
from lms.web.access.auth import current_person
from lms.web.account.reauthentication import redirect_to_proof
from lms.web.account.recent_proof import has_recent_proof
from lms.web.oidc.blueprint import bp
from lms.web.oidc.errors import SignInRejected
from lms.web.oidc.start import LIMIT, active_provider, lead_to_provider


@bp.get("/account/sign-in-with")
def accounts() -> ResponseReturnValue:
    """The linked accounts, and the providers at which the person may link another one."""
    person = current_person()
    session = db.session()
    page = render_template(
        "oidc/accounts.html",
        accounts=queries.linked_accounts(session, person.id),
        providers=queries.active_providers(session),
        has_role=is_staff(session, person.id),
        has_recent_proof=has_recent_proof(person),
    )
    return page


@bp.post("/account/sign-in-with/<uuid:provider_id>")
@limiter.limit(LIMIT)
def begin_linking(provider_id: UUID) -> ResponseReturnValue:
    """Lead to the provider to link an account there. Raises SignInRejected.

    It needs recent proof and a form of this site, since a page of others could otherwise link
    their own account there to somebody who is signed in here, and open it later.
    """
    person = current_person()
    if not has_recent_proof(person):
        return redirect_to_proof(url_for(".accounts"))
    if is_staff(db.session(), person.id):
        raise SignInRejected("oidc-person-has-role")
    provider = active_provider(provider_id)
    return lead_to_provider(provider, next_path=url_for(".accounts"), person_id=person.id)


@bp.post("/account/sign-in-with/accounts/<uuid:account_id>/remove")
def remove_account(account_id: UUID) -> ResponseReturnValue:
    """Remove an account, so that it does not sign the person in any more."""
    person = current_person()
    if not has_recent_proof(person):
        return redirect_to_proof(url_for(".accounts"))
    with transaction() as session:
        linking.unlink_account(session, account_id, person_id=person.id, now=utc_now())
    flash(_("It does not open your account here any more."))
    return redirect(url_for(".accounts"), 303)
