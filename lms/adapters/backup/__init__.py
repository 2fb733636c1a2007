"""Backups: a folder with database, files, ledger and manifest; its check and its restore.

The replay of the ledger needs the domains and is called by the command.
"""
