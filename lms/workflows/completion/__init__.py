"""Use cases that complete a course: lessons, action plans, grades, the certificate, follow-ups."""
