"""What a window lives from: lists of headers, changes and counts."""
