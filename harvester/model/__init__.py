"""The vocabulary: frozen values that every other module speaks in. No input, no output, no clock.

    mail       Address, Message, Unreadable, MessageClass …      what a message says
    source     Folder, Header, Item, MailSource, EventSource …   what a connector yields
    ledger     Sighting, FolderCoverage, ItemNote, Ledger        where it was seen, and how complete the search was
    matter     Side, Person, Party, WorkingHours                 who the sides are and by which clock they work
    calls      Call, Meeting, LoggedCall, Outcome                phone calls and meetings
    conferences Conference, Participant                          who was in a call on Google Meet
    gaps       Gap, ContactGap, Silence, Stats                   what was measured
    raised     Raised                                            what raised the flags of a gap
    contract   Contract, Obligation, Invoice, DueRule …          what each side promised
    ending     EndingPoint, EndingStep                           how the agreement may be ended
    money      Payment, Credit, Money, Accounts …                what was paid and credited, and what it comes to
    interest   InterestRule, ReferenceRate …                     late interest
    documents  paragraphs of a contract, suggestions             what a person hands over to be read
    night      Condition, Flagged …                              what a night tells
    thresholds Thresholds                                        when something counts, and when it is told
    engagement Engagement, SourceView, Phrases                   all that an analysis needs beside evidence
    standing   Standing, Status, Due, Fix                        what became of it
    decisions  Decision                                          what a person decided about all that
    facts      Citation, Fact                                    what may be said
    exhibits   Exhibit                                           what is handed over of what they cite
    dossier    Dossier                                           everything a report prints
    settings   ImapSettings, IcsSettings, …                      what the configuration says of a source

Beside them stands what several packages must tell in the same way: whose an address is (`addresses`, `people`,
`robots`), how names are said (`display_names`), in what form telephone numbers and words are compared (`phones`,
`words`), what was never sent (`drafts`),
what a flag means (`flags`), how times and sums are written (`times`, `amounts`), and how a table of cells is read
(`tables`, `call_columns`), and what a table of a TOML file may hold (`declared`, `values`).

All times are aware UTC; all durations carry their unit in the name.

Loading the package loads none of that; the module of a name is loaded when the name is first asked for. A pull needs
five of them, and every frozen value costs time to make (N2).
"""

# mypy: implicit-reexport
# ruff: noqa: F401 (the names are imported for others)

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from harvester.model.calls import Attendee, Call, LoggedCall, Meeting, Outcome
    from harvester.model.contract import Contract, Invoice, Obligation, ObligationType
    from harvester.model.decisions import Decision
    from harvester.model.dossier import Dossier, Exchange, Rule
    from harvester.model.engagement import Engagement, Phrases, SourceView
    from harvester.model.exhibits import Exhibit
    from harvester.model.facts import Citation, Fact
    from harvester.model.gaps import ContactGap, Earlier, Gap, MailRef, Sensitivity, Silence, Stats
    from harvester.model.ledger import FolderCoverage, ItemNote, Ledger, Problem, Searched, Sighting
    from harvester.model.mail import (
        Address,
        Attachment,
        Calendar,
        Expectation,
        Message,
        MessageClass,
        Recipient,
        Report,
        StatedTime,
        Unreadable,
    )
    from harvester.model.matter import Party, Person, Side, WorkingHours
    from harvester.model.source import (
        NO_ORDER,
        AttendanceSource,
        Cursor,
        Event,
        EventSource,
        EventSweep,
        Failure,
        Folder,
        FolderState,
        Header,
        HistorySource,
        HistorySweep,
        Item,
        MailSource,
        Role,
        Sweep,
        Traffic,
    )
    from harvester.model.standing import Doubt, Due, Fix, Instance, Standing, Status, Working
    from harvester.model.thresholds import Thresholds
else:
    _NAMES = {
        "calls": "Attendee Call LoggedCall Meeting Outcome",
        "contract": "Contract Invoice Obligation ObligationType",
        "decisions": "Decision",
        "dossier": "Dossier Exchange Rule",
        "engagement": "Engagement Phrases SourceView",
        "exhibits": "Exhibit",
        "facts": "Citation Fact",
        "gaps": "ContactGap Earlier Gap MailRef Sensitivity Silence Stats",
        "ledger": "FolderCoverage ItemNote Ledger Problem Searched Sighting",
        "mail": "Address Attachment Calendar Expectation Message MessageClass Recipient Report StatedTime Unreadable",
        "matter": "Party Person Side WorkingHours",
        "source": (
            "NO_ORDER AttendanceSource Cursor Event EventSource EventSweep Failure Folder FolderState Header "
            "HistorySource HistorySweep Item MailSource Role Sweep Traffic"
        ),
        "standing": "Doubt Due Fix Instance Standing Status Working",
        "thresholds": "Thresholds",
    }
    _HOME = {name: module for module, names in _NAMES.items() for name in names.split()}

    def __getattr__(name: str) -> object:
        if name not in _HOME:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        globals()[name] = getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
        return globals()[name]
