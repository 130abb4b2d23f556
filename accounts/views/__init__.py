"""Pages of units, accounts, posts and the trail, by noun."""
