"""Languages, translations, error messages, numbers and times as readers see them."""
