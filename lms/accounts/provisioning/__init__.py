"""People whom others write down by the hundred, before they come themselves."""
