"""Requests of holders: a corrected name, a refresher that renews a certificate."""
