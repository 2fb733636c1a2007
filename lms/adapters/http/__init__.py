"""Requests to other servers, with limits."""
