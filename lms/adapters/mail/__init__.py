"""Delivery of messages, and what mail servers return."""
