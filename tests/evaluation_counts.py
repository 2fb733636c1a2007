"""Counts of invented people, drawn from a seed, for tests of evaluation."""

import random
from dataclasses import replace

import yaml

from assessments.analysis.contributions import Contribution, FollowUp
from assessments.analysis.form_counter import FormAnswers, FormCounter
from assessments.analysis.group_counter import count_people
from assessments.analysis.group_counts import STAGES, GroupCounts, ItemPairs, PairSums
from assessments.analysis.outcomes.answer_cells import renew_answers
from assessments.analysis.outcomes.published import Outcomes
from assessments.analysis.outcomes.renewal import NewOutcomes, plan_outcomes
from assessments.evaluation.forms import ReleasedForm, form_release, store_form
from assessments.evaluation.models import (
    EvaluationRelease,
    FormSummary,
    GroupSummary,
    OutcomeSummary,
)
from assessments.evaluation.scales import read_scale_forms
from assessments.items.bank import FOLLOW_UP_SCALE, read_bank
from assessments.items.service import add_form, get_or_create_versions
from courses.awareness.models import AwarenessRelease, AwarenessTotal
from lms.workflows.evaluation.releases.answers import collect_answers
from tests.factories import SHIPPED_COURSE


def draw_counts(n, seed, *, gain=20, finish=0.8, objectives=("M01", "M02"), items=()):
    """Return the counts of `n` people whose scores rise by about `gain` points."""
    draw = random.Random(seed)  # noqa: S311
    return GroupCounts.merged(
        *(_draw_person(draw, gain, finish, objectives, items) for _ in range(n))
    )


def add_questions(session, version_id, *, now):
    """Give a course version the form of a follow-up of the shipped course."""
    bank = read_bank(yaml.safe_load((SHIPPED_COURSE / "items.yaml").read_text()))
    (form,) = (form for form in bank.forms if form.code == FOLLOW_UP_SCALE)
    codes = {code for _slot, code in form.slots}
    items = [item for item in bank.items if item.code in codes]
    add_form(session, form, get_or_create_versions(session, items, "Q", now), version_id, now)


def draw_answers(n, seed, statements, questions=(), *, rise=1.0, months=(3, 6)):
    """Return what `n` people rated before and after, and answered some months later.

    The counts hold nobody else: merge them with those of `draw_counts`.
    """
    draw = random.Random(f"answers {seed}")  # noqa: S311
    people = [_draw_contribution(draw, statements, questions, rise, months) for _ in range(n)]
    counts = count_people(people, has_scales=True)
    return replace(counts, n=0, pairs={}, pre_only={}, arms={})


def _draw_contribution(draw, statements, questions, rise, months):
    base, pre = draw.gauss(2.6, 0.6), _score(draw.gauss(55, 15))
    post = _score(pre + draw.gauss(20, 10))
    stages, follow_ups = [], {}
    for number in months:
        stages.append(f"asked-{number}")
        if draw.random() < 0.3:
            continue
        stages += [f"tested-{number}", f"rated-{number}"]
        later = {code: _rating(draw, base + 0.8 * rise) for code in statements}
        answers = {
            code: draw.choices(options, [len(options) - i for i, _o in enumerate(options)])[0]
            for code, options in questions
        }
        follow_ups[str(number)] = FollowUp(_score(post - draw.gauss(6, 8)), later, answers)
    confidence = {
        code: (_rating(draw, base), _rating(draw, base + rise * (0.6 + index / 10)))
        for index, code in enumerate(statements)
    }
    return Contribution(
        tuple(stages), pre=pre, post=post, confidence=confidence, follow_ups=follow_ups
    )


def _rating(draw, centre):
    return min(max(round(draw.gauss(centre, 0.7)), 1), 5) * 1.0


def add_release(session, version_id, dimensions, *, now, marks=None, waiting=0):
    """Store the release of these groups, by dimension; everyone are those of the first.

    `marks` are the people at the pass mark in follow-ups.
    """
    session.add(
        EvaluationRelease(
            context_id=version_id,
            number=1,
            released_at=now,
            last_checked_at=now,
            waiting=waiting,
        )
    )
    first = next(iter(dimensions.values()))
    everyone = {"all": {"": GroupCounts.merged(*first.values())}}
    for dimension, groups in (everyone | dimensions).items():
        for group_id, counts in groups.items():
            session.add(
                GroupSummary(
                    context_id=version_id,
                    dimension=dimension,
                    group_id=group_id,
                    n=counts.n,
                    counts=counts.as_json(),
                    people_changed=counts.n,
                    released_at=now,
                )
            )
            outcomes = publish_outcomes(everyone["all"][""], counts)
            if dimension == "all":
                asked = collect_answers(counts, read_scale_forms(session, version_id))
                outcomes = replace(
                    outcomes or Outcomes(0, (), None),
                    follow_ups=marks or {},
                    answers=renew_answers({}, asked),
                )
            if outcomes is not None:
                session.add(
                    OutcomeSummary(
                        context_id=version_id,
                        dimension=dimension,
                        group_id=group_id,
                        outcomes=outcomes.as_json(),
                        released_at=now,
                    )
                )


def publish_outcomes(everyone, counts):
    """Return the outcomes of a group in the ranges of everyone; None if one has too few people."""
    plan = plan_outcomes(NewOutcomes({("",) * 4: everyone.pairs}, items=everyone.items), mark=75)
    if plan is None:
        return None
    items = {code: counts.items[code] for code in plan.items} if counts is everyone else {}
    outcomes = plan.outcomes(counts.pairs, items)
    cells = [n for item in outcomes.bins for n in (item.pre, item.post)]
    if outcomes.directions:
        cells += outcomes.directions.cells
    return outcomes if min(cells) >= 10 else None


def add_reach(session, version_id, dimensions, *, now, reporters=80, plans=140):
    """Store released totals of awareness sessions, (sessions, children, adults) by dimension."""
    session.add(
        AwarenessRelease(
            course_version_id=version_id,
            number=1,
            reporters=reporters,
            plans=plans,
            released_at=now,
        )
    )
    first = next(iter(dimensions.values())).values()
    everyone = {"all": {"": tuple(map(sum, zip(*first, strict=True)))}}
    for dimension, groups in (everyone | dimensions).items():
        for group_id, (sessions, children, adults) in groups.items():
            session.add(
                AwarenessTotal(
                    course_version_id=version_id,
                    dimension=dimension,
                    group_id=group_id,
                    sessions=sessions,
                    children=children,
                    adults=adults,
                )
            )


def draw_form(n, seed, keys, *, weak=(), unknown=()):
    """Return the counts of `n` people's answers to a form.

    `weak` items are answered by chance, and of `unknown` ones one in five is right.
    """
    draw = random.Random(seed)  # noqa: S311
    counter = FormCounter()
    for _ in range(n):
        chance = min(max(draw.gauss(0.6, 0.2), 0.1), 0.9)
        answers = {}
        for key in keys:
            share = 0.5 if key.item in weak else 0.2 if key.item in unknown else chance
            is_right = draw.random() < share
            wrong = draw.choice([option for option in "ABCD" if option not in key.answers])
            answers[key.item] = (key.answers[0] if is_right else wrong, float(is_right))
        counter.add(FormAnswers("", answers))
    return counter.counts()


def add_forms(session, version_id, forms, *, now):
    """Store released counts by purpose and form."""
    for (purpose, form), counts in forms.items():
        session.add(
            FormSummary(
                context_id=version_id,
                purpose=purpose,
                form=form,
                counts=counts.as_json(),
                waiting=None,
                released_at=now,
            )
        )


def add_form_history(session, version_id, form, releases):
    """Remember the releases of a form of the post-test: counts with the moment of each."""
    for counts, moment in releases:
        session.add(form_release(version_id, ("post", form), counts, moment))


def add_form_roles(session, version_id, form, roles, *, now):
    """Release a form of the post-test by role."""
    store_form(session, version_id, ReleasedForm(("post", form), None, roles=roles), now)


def _draw_person(draw, gain, finish, objectives, items):
    pre = _score(draw.gauss(55, 18))
    post = _score(pre + draw.gauss(gain, 14))
    if draw.random() > finish:
        return GroupCounts(n=1, flow={"registered": 1, "pre": 1}, pre_only={pre: 1})
    flow = dict.fromkeys(STAGES, 1)
    flow |= {"certificate": int(post >= 75), "follow_up": int(draw.random() < 0.3)}
    return GroupCounts(
        n=1,
        flow=flow,
        pairs={(pre, post): 1},
        arms={draw.choice(("AB", "BA")): {pre: 1}},
        objectives={
            code: PairSums.of(_score(pre + draw.gauss(0, 10)), _score(post + draw.gauss(0, 10)))
            for code in objectives
        },
        items={
            code: ItemPairs(**{draw.choice(("both_wrong", "gained", "lost", "both_right")): 1})
            for code in items
        },
    )


def _score(value):
    return min(max(round(value / 5) * 5, 0), 100) * 1.0
