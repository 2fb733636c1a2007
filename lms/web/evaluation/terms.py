"""Words of statistics in plain language, for the pages on which they stand."""

from collections.abc import Sequence
from typing import Final

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

Term = tuple[LazyString, LazyString]

TERMS: Final[dict[str, Term]] = {
    "interval": (
        _l("Interval (95%)"),
        _l("The range in which the true value probably lies: with more people it is narrower."),
    ),
    "sd": (
        _l("Standard deviation"),
        _l("How far single people are from the mean; about two thirds are no further away."),
    ),
    "d-av": (
        _l("d(av)"),
        _l(
            "The mean change divided by the standard deviation of the scores, so that tests of"
            " other lengths can be compared: 0.2 is small, 0.5 medium, 0.8 large."
        ),
    ),
    "objective": (
        _l("M05-L3-O2"),
        _l("A code of the course: the second objective of lesson 3 in module 5."),
    ),
    "facility": (_l("Facility"), _l("The share of the points that people got on the item.")),
    "item-rest": (
        _l("Item-rest"),
        _l(
            "Whether people who do well on the rest do well here too: the correlation with the"
            " sum of the others. From 0.2 on it is enough; below zero something is wrong."
        ),
    ),
    "option-rest": (
        _l("Option-rest"),
        _l("The same for those who chose an option: of a wrong one it should be below zero."),
    ),
    "alpha": (
        _l("Cronbach's alpha"),
        _l(
            "Reliability from 0 to 1: how alike the results would be if the same people answered"
            " again, judged by how well the questions agree."
        ),
    ),
    "omega": (
        _l("McDonald's omega"),
        _l("As alpha, but questions may differ in how much they say about the whole."),
    ),
    "loading": (_l("Loading"), _l("How much a statement says about the whole, from 0 to 1.")),
    "equating": (
        _l("Linear equating"),
        _l("Which score in one form is worth as much as a score in the other."),
    ),
    "logit": (
        _l("Logit"),
        _l("The unit of the ruler: one logit more makes the odds of a right answer 2.7 times."),
    ),
    "fit": (
        _l("Infit, outfit"),
        _l(
            "How well answers agree with the ruler: 1 is as expected, above 1.2 there are too many"
            " surprises. Infit counts people near the item most, outfit all alike."
        ),
    ),
    "error": (_l("Standard error"), _l("How far an estimate may be off by chance, typically.")),
}
ON_PAGE: Final[dict[str, Sequence[str]]] = {
    "overview": ("interval", "sd", "d-av", "objective"),
    "confidence": ("interval", "alpha", "omega", "sd", "item-rest", "loading"),
    "follow-up": ("interval",),
    "evaluation.tests": ("alpha", "interval", "equating", "facility", "item-rest", "option-rest"),
    "evaluation.test_scale": ("logit", "error", "fit"),
    "evaluation.test_roles": ("logit",),
    "evaluation.test_history": ("facility", "logit"),
}


def list_terms(page: str) -> list[Term]:
    """Return the words of a page in the order in which they stand there."""
    return [TERMS[code] for code in ON_PAGE[page]]
