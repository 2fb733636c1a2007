"""Reminding learners of a class: whom it reaches, what is written, and who wants none."""
