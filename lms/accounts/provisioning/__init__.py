"""Accounts that others create in bulk, until their people claim them."""
