"""From a mail source into the store: what belongs to the matter, and proof of what was searched.

names     full names of people, as headers write them (pure)
matching  which messages belong to the matter (pure)
learned   names that the client's addresses go by
run       what one pull carries along
messages  single messages: fetched, examined, remembered by their hashes, or listed
sweep     one folder: headers, decision, whole messages, batch after batch
links     messages that turn out later to belong to a thread of the matter
rows      the coverage rows
pull      all of it, for one source
entries   what every entry of a calendar or call log goes through
attendance  who joined calls, where a calendar's provider knows it
survey    a first look: who writes from a mailbox, and with whom
events    the same for calendars and call logs
"""

from harvester.harvest.events import calls_client, names_client, pull_events, vanished
from harvester.harvest.links import pending_links
from harvester.harvest.matching import Matter, header_block, read_header
from harvester.harvest.messages import asked_names, held_names, lasting_key
from harvester.harvest.pull import pull
from harvester.harvest.run import Options, Pulled
from harvester.harvest.survey import Survey, own_addresses, survey, without_strays

__all__ = [
    "Matter", "Options", "Pulled", "Survey", "asked_names", "calls_client", "header_block", "held_names", "lasting_key",
    "names_client", "own_addresses", "pending_links", "pull", "pull_events", "read_header", "survey", "vanished",
    "without_strays",
]  # fmt: skip
