"""Cohorts of organisations: details, enrolment, announcements and the progress of learners."""
