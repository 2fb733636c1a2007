"""Daily maintenance of accounts: unfinished accounts, old sessions and contact changes."""
