"""Fixtures of the tests of deliveries: a learner in the course."""

from tests.learner_fixtures import enrolment, path, read_all, write  # noqa: F401
