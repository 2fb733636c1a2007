"""Learning platforms that launch this tool by LTI 1.3: their registration, keys and accounts."""
