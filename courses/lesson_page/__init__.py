"""What the page of one lesson shows around its units."""
