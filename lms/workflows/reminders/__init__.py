"""Use cases of reminders to learners of a cohort: recipients, sending, opting out."""
