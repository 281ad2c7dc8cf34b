"""Connectors: one file a source; `kind(name)` imports the one that is asked for."""
