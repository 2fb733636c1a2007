"""Use cases of cohorts: dashboard, results, live sessions, attendance, questions to experts."""
