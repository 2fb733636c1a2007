"""Codes with which the people of an organisation join it by themselves."""
