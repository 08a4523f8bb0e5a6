"""The number of the analysis, raised whenever the same recording would give another result."""

ANALYSIS_VERSION = 1
