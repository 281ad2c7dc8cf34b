"""Harvester: from a mailbox and a calendar to a dated, provable list of facts about an engagement.

Start reading in `harvester.workflow` (pull, conclude, publish) and `harvester.pipeline` (how gaps become facts).

The packages are the pipeline and its vocabulary, and `cli` is how it is asked. What stands beside them:

    sources, secrets         `[sources.NAME]` as something that can be read
    originals, readings      the mails of the store, read in processes of their own; what was read, kept
    records, accounts        calendars and call logs of the store; the files that a contract names
    collection, workflow     all of that about one client; pull, conclude, publish
    signatures, timestamps   what mail servers and time stamping authorities vouch for
    custody                  whether what is kept is still what was found
    nights, troubles         one night, and what is wrong with the search itself
    remembered               what the store remembers of the last search and the last night
    retention                what may go for good, and the receipt of what went
    files, errors            files that leave the program; every error that a user may meet
"""

__version__ = "0.1.0"
