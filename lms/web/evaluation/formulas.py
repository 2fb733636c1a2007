"""How each figure of the evaluation is computed, in plain words, with its source."""

from typing import Final

from flask_babel import lazy_gettext as _l

FORMULAS: Final = (  # what it is, how it is computed, its source
    (
        _l("Mean change"),
        _l("Each person's score after the course less their score before it; the mean of these."),
        "",
    ),
    (
        _l("Interval of the mean change (95%)"),
        _l(
            "The mean, give or take t times the standard deviation of the changes divided by the"
            " root of the number of people; t is that of the paired t test."
        ),
        "Student 1908",
    ),
    (
        _l("Effect, d(av)"),
        _l(
            "The mean change divided by the root of the mean of both variances. Its interval comes"
            " from the noncentral t distribution. In words: small from 0.2, medium from 0.5, large"
            " from 0.8."
        ),
        "Cohen 1988; Algina and Keselman 2003",
    ),
    (
        _l("Shares of people"),
        _l("People who reached the pass mark, divided by all; with Wilson's interval."),
        "Wilson 1927",
    ),
    (
        _l("Objectives"),
        _l(
            "The mean share of the points in the items of an objective, before and after. The"
            " interval is that of the mean change."
        ),
        "Student 1908",
    ),
    (
        _l("Items gained and lost"),
        _l(
            "People who met the same version of an item in both tests: right only afterwards, and"
            " right only before. Partly right counts as wrong."
        ),
        "",
    ),
    (
        _l("Change if those who left had not changed"),
        _l(
            "The mean change times the people with both tests, divided by all people with a"
            " pre-test."
        ),
        "",
    ),
    (
        _l("Reliability, alpha"),
        _l(
            "How far the items of a form agree with each other: k / (k \N{MINUS SIGN} 1) times (1"
            " \N{MINUS SIGN} sum of the variances of the k items / variance of the total). With"
            " Feldt's interval."
        ),
        "Cronbach 1951; Feldt, Woodruff and Salih 1987",
    ),
    (
        _l("Facility and item-rest correlation"),
        _l(
            "The mean share of the points of an item, and the correlation of its points with the"
            " total of the other items."
        ),
        "",
    ),
    (
        _l("Comparison of the forms"),
        _l(
            "Means by Welch's t, since chance decides who takes which form first; a score of one"
            " form is put on the other by equal means and standard deviations."
        ),
        "Welch 1947; Kolen and Brennan 2014",
    ),
    (
        _l("Ability and difficulty"),
        _l(
            "Rasch model: the chance of a right answer depends on ability less difficulty, in"
            " logits. Difficulties by conditional maximum likelihood, abilities by weighted"
            " likelihood, fit by squared residuals."
        ),
        "Rasch 1960; Warm 1989; Wright and Masters 1982",
    ),
    (
        _l("Items compared between roles"),
        _l(
            "Odds of a right answer among people with the same total, put together over all totals,"
            " in logits with its error; classes A, B and C by its size."
        ),
        "Mantel and Haenszel 1959; Robins, Breslow and Greenland 1986",
    ),
    (
        _l("Confidence"),
        _l(
            "Mean points of each statement before and after, reversed ones turned round; of the"
            " whole scale, each person's mean after less their mean before. The interval is that of"
            " the mean change."
        ),
        "Student 1908",
    ),
    (
        _l("Reliability of the scale, omega"),
        _l(
            "(sum of loadings)\N{SUPERSCRIPT TWO} / ((sum of loadings)\N{SUPERSCRIPT TWO} + sum of"
            " rest variances). Loadings and rest variances are those of one common factor of the"
            " statements, by maximum likelihood."
        ),
        "McDonald 1999",
    ),
    (
        _l("Follow-up"),
        _l(
            "The mean score of those who answered, with the interval of Student, and the share at"
            " the pass mark, with that of Wilson. Scores are not compared with those of the course:"
            " that takes common questions, or people of whom chance decides who takes which test."
            " Confidence is asked by the same statements, so its change since the course is given"
            " like the mean change."
        ),
        "Student 1908; Wilson 1927; Kolen and Brennan 2014",
    ),
    (
        _l("Only in JSON"),
        _l(
            "Normalised gain: the mean change divided by what was missing to 100 before. The same"
            " person by person, with losses as a part of what could be lost. A test of signed ranks"
            " that needs no normal distribution."
        ),
        "Hake 1998; Marx and Cummings 2007; Wilcoxon 1945",
    ),
)
