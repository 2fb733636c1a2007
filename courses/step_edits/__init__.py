"""Drafts of step texts that authors write in the browser, checked, compared and merged.

A draft becomes a version in `lms.workflows.course_import.publish_steps`.
"""
