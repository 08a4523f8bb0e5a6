"""The window: widgets that get dataclasses and emit ids. With `app`, the only importer of Qt."""
