"""Names and settings of Django and Open edX that third-party blocks expect."""
