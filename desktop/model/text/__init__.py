"""Text as people look for it: words within what was said, and names in their order."""
