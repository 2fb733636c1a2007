"""Courses: outline, enrolment, progress, and the blocks that lessons are made of. No Flask here."""
