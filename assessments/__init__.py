"""Assessments: items, forms, attempts of learners, and scores. Does not use Flask."""
