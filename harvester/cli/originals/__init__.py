"""`harvester show`: one original, with all that the matters say of it.

held        the original and what is said of it
text        both on a terminal
document    both as JSON
attached    an attachment as a file
"""
