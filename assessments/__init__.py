"""Assessments: forms made of items, and the attempts that learners make. No Flask here."""
