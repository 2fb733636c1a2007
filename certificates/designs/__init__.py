"""Designs of certificates as administrators set them: templates, languages, signatures, logos."""
