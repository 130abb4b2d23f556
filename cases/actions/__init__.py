"""Official acts of a review, one function each, by noun."""
