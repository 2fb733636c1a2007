"""What becomes of enrolments when two accounts of one person are merged."""
