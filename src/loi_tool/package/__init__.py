"""What leaves the house: the Word file, the checklist, the manifest, and all-or-nothing writing."""
