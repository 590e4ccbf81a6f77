"""Full-text search: an index beside the store that follows it, and the questions it answers."""
