"""Register of signing keys: active, retired, leaked."""
