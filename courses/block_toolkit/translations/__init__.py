"""What blocks say in other languages: one JSON file a language, by the English sentence."""
