"""Pages: how many, how full, which engine said so; and the Word file as a PDF."""
