"""工作台: what waits for this person in this post, by deadline; each app says its part through DESK_BLOCKS."""
