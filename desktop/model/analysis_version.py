"""The number of the analysis: what is made of a transcript, which is who speaks, the turns and their scores.

Raise it whenever the same transcript would give another result; calls of an older one can then be scored again without
being transcribed again. A change to the windows needs a migration besides, which begins unfinished jobs anew: they
count the windows that are done.
"""

ANALYSIS_VERSION = 3
