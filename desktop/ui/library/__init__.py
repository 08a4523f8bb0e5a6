"""The library screen: every call in a table, and the queue of analyses above it."""
