"""From a mail source into the store: what belongs to the matter, and proof of what was searched.

Each module imports only from those above it (checked in `pyproject.toml`):

    names       full names of people, as headers write them (pure)
    addresses   addresses and Message-IDs in any text (pure)
    headers     what is read in a header block (pure)
    matching    which messages belong to the matter (pure)
    subjects    subjects of what we wrote to the client (pure)
    learned     names that the client's addresses go by
    run         what one pull carries along
    messages    single messages: fetched, examined, remembered by their hashes, or listed
    sweep       what is new in one folder: headers, decision, whole messages, batch after batch
    visits      one folder: where the last pull stopped, whether anything came, what failed then
    links       messages that turn out later to belong to a thread of the matter
    rows        the coverage rows
    pull        all of it, for one source
    survey      a first look: who writes from a mailbox, and with whom
    ours        which entries of calendars and call logs belong to the matter
    entries     what every entry of a calendar or call log goes through
    attendance  who joined calls, where a calendar's provider knows it
    events      a pull of one calendar or call log

`survey` and `events` are imported by their names: most pulls need neither, and loading them takes time (N2).
"""

from harvester.harvest.headers import header_block, read_header
from harvester.harvest.links import forgotten, pending_links, unlinked
from harvester.harvest.matching import Matter
from harvester.harvest.messages import asked_names, held_names, lasting_key
from harvester.harvest.pull import pull
from harvester.harvest.run import Options, Pulled

__all__ = [
    "Matter", "Options", "Pulled", "asked_names", "forgotten", "header_block", "held_names", "lasting_key",
    "pending_links", "pull", "read_header", "unlinked",
]  # fmt: skip
