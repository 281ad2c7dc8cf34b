"""A second, slow and plain reading of measurement.md, written from its rules alone, and held against the program."""
