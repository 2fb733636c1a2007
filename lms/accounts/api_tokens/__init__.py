"""API tokens of people and services, and idempotency keys."""
