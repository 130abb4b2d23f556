"""搜索: Chinese substring search from an index, newest rows of a scope, and the page over everything."""
