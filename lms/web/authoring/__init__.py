"""Authoring pages: items, reviews, imports, rescoring, grading rules, OLX, drafts of blocks."""
