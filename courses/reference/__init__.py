"""What a learner looks up beside the lessons: kits, glossary, helplines."""
