"""Pages for everyone: what Payung is, how it treats people, the quiet page behind quick exit."""
