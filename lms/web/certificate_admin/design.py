"""Designs of certificates, for all courses or for one, with previews."""

from uuid import UUID

from flask import flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from certificates.designs import queries as designs
from certificates.designs import service
from certificates.designs.service import ALL_COURSES, ChosenLogo, ChosenSignatory
from courses.catalogue.errors import CourseNotFound
from courses.catalogue.versions import course_versions
from lms.extensions import current_ports, db, transaction
from lms.kernel.clock import utc_now
from lms.web.access.auth import require
from lms.web.certificate_admin.blueprint import bp
from lms.web.certificate_admin.design_form import (
    LANGUAGE_LABELS,
    DesignForm,
    Upload,
    current_form_data,
)
from lms.web.certificate_admin.design_samples import SAMPLES, sample_record
from lms.web.texts.language import current_language

NO_COURSE = ("Nama kursus", "Name of the course")


@bp.get("/certificates/templates")
def designs_of_courses() -> ResponseReturnValue:
    require("certificate.design")
    now, titles = utc_now(), course_titles(current_language())
    choices = [designs.chosen_design(db.session(), code, now=now) for code in ("", *titles)]
    return render_template(
        "certificate_admin/designs.html", choices=choices, titles=titles, languages=LANGUAGE_LABELS
    )


@bp.route("/certificates/templates/design", methods=["GET", "POST"])
def design() -> ResponseReturnValue:
    """Edit the design of `?course=CODE`, or the default design."""
    administrator = require("certificate.design")
    code = get_requested_course()
    choice = designs.chosen_design(db.session(), code, now=utc_now())
    form = DesignForm(data=current_form_data(choice))
    if request.method != "POST":
        return render_page(form, code)
    if not form.validate():
        return render_page(form, code), 422
    store(form, code, administrator.id)
    flash(_("The design is saved. Certificates that are issued from now on have it."))
    return redirect(url_for(".design", course=code or None), 303)


@bp.get("/certificates/templates/preview/<sample>.<any(webp, pdf):form>")
def design_preview(sample: str, form: str) -> ResponseReturnValue:
    require("certificate.design")
    code = get_requested_course()
    if sample not in SAMPLES:
        raise CourseNotFound(course=sample)
    from certificates.pdf.page_images import page_preview
    from certificates.pdf.rendering import render_pdf

    record = sample_record(
        sample, design=designs.design_at(db.session(), code, utc_now()), titles=both_titles(code)
    )
    pdf = render_pdf(record)
    response = make_response(pdf if form == "pdf" else page_preview(pdf))
    response.content_type = "application/pdf" if form == "pdf" else "image/webp"
    response.headers["Cache-Control"] = "no-store"
    return response


@bp.get("/certificates/templates/pictures/<uuid:picture_id>.png")
def design_picture(picture_id: UUID) -> ResponseReturnValue:
    require("certificate.design")
    response = make_response(designs.picture(db.session(), picture_id).png)
    response.content_type = "image/png"
    response.headers["Cache-Control"] = "private, max-age=86400, immutable"
    return response


def render_page(form: DesignForm, code: str) -> str:
    return render_template(
        "certificate_admin/design.html",
        form=form,
        code=code,
        title=course_titles(current_language()).get(code),
        samples=SAMPLES,
    )


def store(form: DesignForm, code: str, administrator_id: UUID) -> None:
    """Store the design with its uploaded pictures."""
    now = utc_now()
    with transaction() as session:

        def picture_id_of(upload: Upload) -> UUID | None:
            if upload.sent is None:
                return upload.current_id
            return service.add_picture(session, upload.sent, added_by=administrator_id, now=now)

        logos = [(name, picture_id_of(upload)) for name, upload in form.logos()]
        service.set_design(
            session,
            course_code=code,
            template=form.template.data,
            language=form.language.data,
            signatories=[
                ChosenSignatory(*parts, picture_id_of(upload))
                for parts, upload in form.signatories()
            ],
            logos=[ChosenLogo(name, picture_id) for name, picture_id in logos if picture_id],
            set_by=administrator_id,
            now=now,
        )


def get_requested_course() -> str:
    """Return the course code of the request. Raises CourseNotFound."""
    code = request.args.get("course", ALL_COURSES)
    if code != ALL_COURSES and code not in course_titles(current_language()):
        raise CourseNotFound(course=code)
    return code


def course_titles(language: str) -> dict[str, str]:
    """Return titles of the newest versions by course code."""
    versions = course_versions(
        db.session(), language=language, is_loopback=current_ports().is_loopback
    )
    return {version.code: version.title for version in reversed(versions)}


def both_titles(code: str) -> tuple[str, str]:
    """Return the titles in Indonesian and English."""
    if code == ALL_COURSES:
        return NO_COURSE
    return course_titles("id")[code], course_titles("en")[code]
