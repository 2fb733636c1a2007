"""Attempts: starting, saving answers, submitting, results. An acknowledged answer is never lost."""
