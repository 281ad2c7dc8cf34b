"""`harvester contract`: a contract file from answers, or suggestions for one from a document.

questions    what is asked, and how an answer is checked
text         the text of the file
new          the file from answers
suggested    entries out of a document, every line of them a comment
"""
