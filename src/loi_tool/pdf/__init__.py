"""PDFs: read into facts."""
