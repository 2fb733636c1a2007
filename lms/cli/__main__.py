"""`python -m lms.cli` is the command `payung`."""

from lms.cli import main

main(prog_name="payung")
