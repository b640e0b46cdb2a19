"""Files that somebody else made, read into facts."""
