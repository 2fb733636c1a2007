"""Blocks by others that an author tries and edits, before a course says them."""
