"""The overview of a course from released counts: 5,000 learners in provinces, 2,000 cohorts."""

from time import process_time
from uuid import UUID

import pytest

from assessments.analysis.group_counts import GroupCounts
from assessments.evaluation.models import EvaluationRelease, GroupSummary, OutcomeSummary
from assessments.evaluation.queries import get_summaries_by_dimension
from lms.accounts.provinces import PROVINCES
from lms.app import create_app
from lms.extensions import db, transaction
from lms.kernel.clock import utc_now
from lms.settings import Settings
from lms.web.evaluation.group_pictures import MAX_GROUPS, draw_provinces
from lms.web.evaluation.headline import build_headline
from lms.web.evaluation.overview import draw_columns
from lms.workflows.evaluation.overview import Choice, read_overview
from tests.benchmarks.reports import add_line
from tests.conftest import build_schema
from tests.evaluation_counts import draw_counts, publish_outcomes
from tests.factories import make_course

ROUNDS = 3
GOAL_MS, ROOM = 100, 3  # processor time on a quiet machine, and what fails here
MAX_SHARE = 0.5  # of the time that decoding all counts of all cohorts takes
DRAWN = {
    "objectives": [f"M{number:02}" for number in range(13)],
    "items": [f"ITEM-{number:02}" for number in range(40)],
}


@pytest.fixture(scope="module")
def released(tmp_path_factory):
    """The program, and a course version with 5,000 people, in provinces and in cohorts."""
    folder = tmp_path_factory.mktemp("overview")
    build_schema(f"sqlite:///{folder / 'payung.db'}")
    app = create_app(Settings(data_dir=folder), TESTING=True)
    provinces = {
        code: draw_counts(132, number, finish=1, **DRAWN) for number, code in enumerate(PROVINCES)
    }
    drawn = [draw_counts(40, number, finish=1, **DRAWN) for number in range(20)]
    cohorts = {str(UUID(int=number)): drawn[number % 20] for number in range(1, 2_001)}
    everyone = GroupCounts.merged(*provinces.values())
    dimensions = {"all": {"": everyone}, "province": provinces, "cohort": cohorts}
    with app.app_context(), transaction() as session:
        version_id = make_course(session)
        facts = {"context_id": version_id, "released_at": utc_now()}
        session.add(EvaluationRelease(**facts, number=1, last_checked_at=facts["released_at"]))
        session.add_all(
            GroupSummary(
                **facts,
                dimension=dimension,
                group_id=group_id,
                n=counts.n,
                counts=counts.as_json(),
                people_changed=counts.n,
            )
            for dimension, groups in dimensions.items()
            for group_id, counts in groups.items()
        )
        outcomes = publish_outcomes(everyone, everyone)
        session.add(
            OutcomeSummary(**facts, dimension="all", group_id="", outcomes=outcomes.as_json())
        )
    yield app, version_id
    with app.app_context():
        db.engine.dispose()


def shortest(act):
    """The shortest processor time of some rounds, in ms."""
    times = []
    for _ in range(ROUNDS):
        began = process_time()
        act()
        times.append(process_time() - began)
        db.session.remove()
    return 1000 * min(times)


def test_the_report_of_5000_learners_comes_quickly_from_summaries(released):
    app, version_id = released

    def show():
        page = read_overview(
            db.session(), version_id, Choice(), language="en", max_groups=MAX_GROUPS
        )
        assert build_headline(page.figures, page.mark)
        assert draw_provinces(page)
        assert list(draw_columns(page))

    with app.test_request_context("/"):
        ms = shortest(show)
    add_line(f"overview of 5,000 learners in {len(PROVINCES)} provinces  {ms:.0f} ms processor")
    assert ms < ROOM * GOAL_MS


def test_only_what_is_shown_of_2000_cohorts_is_decoded(released):
    """Decoding all counts of all cohorts took most of a second."""
    app, version_id = released
    choice = Choice("cohort")
    with app.test_request_context("/"):
        page = shortest(
            lambda: read_overview(
                db.session(), version_id, choice, language="en", max_groups=MAX_GROUPS
            )
        )
        whole = shortest(lambda: get_summaries_by_dimension(db.session(), version_id, ["cohort"]))
    add_line(f"overview of 2,000 cohorts  {page:.0f} ms processor, of all their counts {whole:.0f}")
    assert page < MAX_SHARE * whole


def test_cohorts_that_are_not_chosen_are_read_in_part(released):
    app, version_id = released
    with app.test_request_context("/"):
        one = str(UUID(int=1))
        chosen = read_overview(db.session(), version_id, Choice("cohort", one), language="en")
        whole = get_summaries_by_dimension(db.session(), version_id, ["cohort"])["cohort"]
        db.session.remove()
    assert isinstance(whole[one].counts, GroupCounts)
    assert chosen.figures.matched == sum(whole[one].counts.pairs.values()) == 40
    assert len(chosen.figures.objectives) == 13
    assert len(chosen.numbers) == 2_000
