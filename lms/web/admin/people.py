"""Search for people and invitations. Access of staff to personal data is recorded."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.accounts import queries, service
from lms.accounts.errors import ContactTaken
from lms.accounts.provinces import PROVINCES
from lms.accounts.roles.unproven_ways_in import list_unproven_accounts
from lms.accounts.sign_in import service as sign_in
from lms.extensions import db, transaction
from lms.kernel import audit
from lms.kernel.clock import utc_now
from lms.kernel.errors import NotAllowed
from lms.kernel.tokens import new_token
from lms.web.access.auth import current_person, require
from lms.web.account.forms import AUDIENCE_LABELS
from lms.web.admin.blueprint import bp
from lms.web.admin.forms import InviteForm
from lms.web.admin.one_time_links import store_link
from lms.web.texts.language import current_language

MAX_SEARCH_LENGTH = 100
START_PAGES = (
    ("person.find", "admin.people"),
    ("course.see-draft", "admin.courses"),
    ("platform.set-up", "admin.set_up"),
    ("evaluation.see", "evaluation.start"),
)


@bp.get("")
def start() -> ResponseReturnValue:
    """Redirect to the first page of the administration that this person may open."""
    person = current_person()
    for permission, endpoint in START_PAGES:
        if person.may(permission):
            return redirect(url_for(endpoint), 303)
    if person.is_coordinator:
        return redirect(url_for("organisations.mine"), 303)
    raise NotAllowed(permission=START_PAGES[0][0])


@bp.get("/people")
def people() -> ResponseReturnValue:
    reader = require("person.find")
    text = request.args.get("q", "")[:MAX_SEARCH_LENGTH]
    matches = queries.search_people(db.session(), text)
    unproven = list_unproven_accounts(db.session()) if reader.may("role.grant") else []
    with transaction() as session:
        audit.record(
            session,
            action="people.listed",
            actor_id=reader.id,
            subject_type="person",
            subject_id=None,
            now=utc_now(),
            details={"found": len(matches), "unproven": len(unproven)},
        )
    return render_template(
        "admin/people.html",
        people=matches,
        unproven=unproven,
        text=text,
        is_full=len(matches) == queries.MAX_RESULTS,
        audiences=AUDIENCE_LABELS,
        provinces={code: province.name(current_language()) for code, province in PROVINCES.items()},
    )


@bp.route("/people/invite", methods=["GET", "POST"])
def invite() -> ResponseReturnValue:
    """Create a person and a link that staff hand over in person."""
    inviter = require("person.invite")
    form = InviteForm()
    if request.method != "POST":
        return render_template("admin/invite.html", form=form)
    if not form.validate():
        return render_template("admin/invite.html", form=form), 422
    token, now = new_token(), utc_now()
    try:
        with transaction() as session:
            person_id = service.create_person(
                session,
                name=form.name.data,
                contact=form.read,
                audience=form.audience.data,
                province_code=form.province.data,
                now=now,
            )
            sign_in.make_link(
                session,
                person_id=person_id,
                purpose="invitation",
                token=token,
                made_by=inviter.id,
                now=now,
            )
    except ContactTaken as error:
        form.refuse(form.contact, error)
        return render_template("admin/invite.html", form=form), 422
    store_link(person_id, f"/link/{token}")
    return redirect(url_for(".person", person_id=person_id), 303)
