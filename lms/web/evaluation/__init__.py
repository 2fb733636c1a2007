"""Evaluation: whether a course works, for evaluators, coordinators and facilitators."""
