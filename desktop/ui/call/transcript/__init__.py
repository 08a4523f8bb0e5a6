"""The transcript beside the timeline: what was said, in step with the sound."""
