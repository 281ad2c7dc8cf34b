"""Harvester: from a mailbox and a calendar to a dated, provable list of facts about an engagement.

Start reading in `harvester.workflow` (pull, conclude, publish) and `harvester.pipeline` (how gaps become facts).
"""

__version__ = "0.1.0"
