"""Codes with which people join an organisation and its cohort."""
