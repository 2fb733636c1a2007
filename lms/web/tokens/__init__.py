"""Pages of API tokens: personal tokens, and tokens of services for administrators."""
