"""Scoring: from answers to points, results and mastery; policies of assessments. Pure."""
