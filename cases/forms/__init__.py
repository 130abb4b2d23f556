"""One form per act of 案卷, by noun."""
