"""How a call is drawn, without a toolkit: colours, shapes, and where things lie on the timeline."""
