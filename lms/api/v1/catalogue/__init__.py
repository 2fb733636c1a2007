"""Operations that list courses and their outlines; their models."""
