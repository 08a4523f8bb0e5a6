"""Upswing: transcripts, emotion arcs and coaching notes of customer calls, made on this computer."""

__version__ = "0.1.0"
