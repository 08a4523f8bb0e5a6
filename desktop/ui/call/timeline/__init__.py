"""The timeline: arc, moments and waveforms in lanes on one time axis, with the playhead through all of them."""
