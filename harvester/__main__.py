"""`python -m harvester`."""
