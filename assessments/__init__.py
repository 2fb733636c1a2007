"""Assessments: items in forms, attempts of learners, scores derived from them. No Flask here."""
