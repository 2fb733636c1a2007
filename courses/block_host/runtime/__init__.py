"""Runs blocks: registry, runtime services, handler tokens, usage ids, rendered elements."""
