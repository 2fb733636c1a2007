"""Handlers of background jobs, one file an area. Each calls one workflow."""
