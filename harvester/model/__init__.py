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
`robots`, `services`), how names are said (`display_names`, `nicknames`, and in the notices of services: `notices`), in
what form telephone numbers, words and subjects are compared (`phones`, `words`, `subjects`), what was never sent
(`drafts`), what a flag means (`flags`), how times and sums are written (`times`, `amounts`), how a table of cells is
read (`tables`, `call_columns`), and what a table of a TOML file may hold (`declared`, `values`).

All times are aware UTC; all durations carry their unit in the name.

Who needs a name imports it from its module: a pull needs few of them, and every frozen value costs time to make (N2).
"""
