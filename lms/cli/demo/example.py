"""`payung demo --learners`: fills an empty database with invented learners."""

import json
import time
from dataclasses import asdict

import click

from lms.cli.language import translate
from lms.cli.settings import load_settings


def fill_example(count: int, seed: int) -> None:
    """Fill the configured database and print the truth as JSON. Raises LearnersPresent."""
    from courses.catalogue.queries import courses
    from lms.adapters.instance_lock import single_instance
    from lms.adapters.storage.data_folder import prepare_data_folder
    from lms.cli.serve import prepare
    from lms.extensions import db, transaction
    from lms.kernel.clock import utc_now
    from lms.workflows.evaluation.example_programme import fill_with_learners

    began = time.perf_counter()
    settings = load_settings()
    prepare_data_folder(settings.data_dir)
    with single_instance(settings.data_dir, address=settings.origin):
        app, _link = prepare(settings)
    with app.app_context():
        course = courses(db.session(), language="id", is_loopback=True)[0]
        db.session.remove()
        with transaction() as session:
            truth = fill_with_learners(
                session, course_version_id=course.version_id, count=count, seed=seed, now=utc_now()
            )
        db.engine.dispose()
    click.echo(json.dumps(asdict(truth), indent=2))
    message = translate("%(count)s invented learners of %(course)s in %(seconds)s s.")
    seconds = round(time.perf_counter() - began, 1)
    click.echo(message % {"count": count, "course": course.code, "seconds": seconds}, err=True)
