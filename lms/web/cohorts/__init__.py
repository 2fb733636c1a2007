"""Pages of cohorts: dashboard, learners, plans, reminders, live sessions, attendance."""
