"""Pages and acts of 案卷, by noun."""
