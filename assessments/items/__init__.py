"""The item bank: items with immutable versions, and the forms that are made of them."""
