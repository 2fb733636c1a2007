"""Released counts of groups of people, and what each person contributes to them."""
