"""Moments on the call screen: marking by keys, the list, and the fields of the one that is selected."""
