"""Exported pages in the few tags and styles that Qt's text browser knows."""
