"""Outbox of events for other systems: who receives them, what is due, and when it is tried again.

The requests themselves are sent by `lms.jobs.deliveries`.
"""
