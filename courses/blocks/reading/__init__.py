"""Blocks that are read: text, pictures, cards, processes, glossary, maps, charts."""
