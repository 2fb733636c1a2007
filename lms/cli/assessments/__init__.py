"""`payung items` and `payung attempts`."""
