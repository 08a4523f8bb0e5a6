"""The library: one SQLite file with everything that is known of the calls. The only SQL there is."""
