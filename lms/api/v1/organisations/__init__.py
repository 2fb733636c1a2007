"""Operations that list organisations, their people and their certificates; their models."""
