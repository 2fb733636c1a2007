"""The first page of a new person: what a provider does not say, and their consent.

Nothing is stored before they agree; until then the sign-in is in the signed session cookie.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

from flask import redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from courses.enrolment.join_course import join_only_course
from lms.accounts.consents.service import give_consents
from lms.accounts.oidc import linking, queries
from lms.accounts.oidc.errors import OidcAccountTaken
from lms.accounts.oidc.linking import Identity
from lms.accounts.oidc.queries import Provider
from lms.accounts.sessions.errors import RoleNeedsOwnSignIn
from lms.extensions import db, transaction
from lms.kernel.clock import utc_now
from lms.web.account.forms import FirstPageForm
from lms.web.account.security import begin_session
from lms.web.account.sign_in import HOME
from lms.web.oidc.blueprint import bp
from lms.web.oidc.errors import SignInRejected
from lms.web.oidc.id_token import ConfirmedIdentity
from lms.web.oidc.start import active_provider
from lms.web.texts.language import current_language

PENDING: Final = "oidc_sign_in"  # in the session
LIFETIME: Final = timedelta(minutes=15)  # phones are shared, and the name stands on the page


@dataclass(frozen=True, slots=True)
class PendingSignIn:
    """A confirmed account of a person who has no account here yet."""

    provider: Provider
    identity: Identity
    name: str
    next_path: str


@bp.route("/sign-in/first-page", methods=["GET", "POST"])
def first_page() -> ResponseReturnValue:
    """Ask what is missing, create the account and open the next page. Raises SignInRejected.

    Whoever finds the name of somebody else, as on a shared phone, ends the sign-in.
    """
    if request.method == "POST" and "not_me" in request.form:
        session.pop(PENDING, None)
        return redirect(url_for("account.sign_in"), 303)
    pending = pending_sign_in()
    form = FirstPageForm(name=pending.name)
    if request.method != "POST":
        return show(form, pending, 200)
    if not form.validate():
        return show(form, pending, 422)
    person_id, epoch = create_account(form, pending)
    begin_oidc_session(person_id, epoch=epoch)
    return redirect(pending.next_path, 303)


def begin_oidc_session(person_id: UUID, *, epoch: str | None) -> None:
    """Begin a session. `epoch` is that of the look-up of the account, None for a new person.

    Raises SignInRejected if a role was granted meanwhile, or SignInRequired if all sessions were
    ended meanwhile.
    """
    try:
        begin_session(person_id, via="oidc", epoch=epoch)
    except RoleNeedsOwnSignIn:
        raise SignInRejected("oidc-person-has-role") from None


def remember_sign_in(provider: Provider, identity: ConfirmedIdentity, next_path: str) -> None:
    """Keep a sign-in until the person has agreed."""
    session[PENDING] = {
        "provider": str(provider.id),
        "account": [identity.issuer, identity.subject],
        "name": identity.name,
        "next": next_path,
        "at": utc_now().timestamp(),
    }


def pending_sign_in() -> PendingSignIn:
    """The sign-in of this browser. Raises SignInRejected."""
    pending = session.get(PENDING)
    if pending is None or datetime.fromtimestamp(pending["at"], UTC) + LIFETIME < utc_now():
        session.pop(PENDING, None)
        raise SignInRejected("oidc-page-expired")
    provider = active_provider(UUID(pending["provider"]))
    identity = Identity(provider.id, *pending["account"])
    return PendingSignIn(provider, identity, pending["name"], pending["next"])


def create_account(form: FirstPageForm, pending: PendingSignIn) -> tuple[UUID, str | None]:
    """Create the person with their consents. Returns the same person for a form sent twice.

    With the epoch of that person's sessions. Raises SignInRejected if that person may not sign in
    this way.
    """
    now = utc_now()
    try:
        with transaction() as writes:
            person_id = linking.create_linked_person(
                writes,
                identity=pending.identity,
                name=form.name.data,
                audience=form.audience.data,
                province_code=form.province.data,
                language=current_language(),
                now=now,
            )
            give_consents(writes, person_id, purposes=form.purposes(), now=now)
            if pending.next_path == HOME:  # otherwise they came for something, such as a cohort
                join_only_course(writes, person_id=person_id, now=now)
    except OidcAccountTaken:
        identity = pending.identity
        linked = queries.linked_person(db.session(), identity.issuer, identity.subject)
        if linked is None or not linked.is_active:
            raise SignInRejected("oidc-person-suspended") from None
        if linked.has_role:
            raise SignInRejected("oidc-person-has-role") from None
        return linked.person_id, linked.epoch
    return person_id, None


def show(form: FirstPageForm, pending: PendingSignIn, status: int) -> ResponseReturnValue:
    """The form. It must not be cached: it has a name on it."""
    page = render_template("oidc/first_page.html", form=form, provider=pending.provider)
    return page, status, {"Cache-Control": "no-store"}
