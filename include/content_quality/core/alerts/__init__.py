"""Which alerts are due, what they say, and who receives them."""
