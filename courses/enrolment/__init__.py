"""Enrolments of learners in cohorts of course versions."""
