"""Imports and exports course versions as archives of OLX (Open edX XML)."""
