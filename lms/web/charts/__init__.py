"""Charts: pure functions from figures to shapes, and from shapes to inline SVG.

Each chart has a module that returns a `Drawing`; `svg.py` writes it as markup. Figures arrive as
formatted text, so that charts know neither languages nor what they show.
"""
