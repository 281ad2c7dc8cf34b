"""`harvester mark`: what a person decides, and what it changes.

changes     what is different between two analyses
reviewed    a workbook that was reviewed, read back
in_force    the decisions in force, as a table, as JSON, or as a file that can be read back
taken       a decision is checked, kept, and told with what it changed
"""
