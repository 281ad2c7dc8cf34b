"""Original bytes → Message, Meeting or LoggedCall, one at a time. Whatever needs our addresses comes later.

readers      what a process that reads originals is asked for
messages     parse_message, the only user of mail-parser
headers      the header block: cut, checked for forged line ends, decoded
addresses    mailboxes; a doubtful one names nobody
dates        what the Date header states, and when the topmost server took the message in
parts        the MIME parts: text, attachments, calendar, report
payloads     the bytes of an attachment, as they were attached
text         bytes and HTML → text
endings      where an author's words end: signature, disclaimer
quotes       text → the author's own words
reports      delivery and disposition reports

meetings          the versions of one calendar event → its instances, from either format:
calendar_lines    iCalendar text into lines and components
calendar_times    a time with its zone, as iCalendar states it
calendar_entries  one VEVENT, before it is repeated
invitations       what an invitation, or a reply to one, says of its meeting, by mail or in a calendar
google_events     one event as Google gives it → iCalendar text, so that one reader reads both
recurrences       recurrence rules → wall-clock times, with an end to the work
call_lines        a line of a call log
conferences       who was in a call, by the records of Google Meet

money_files       exports of banks and invoicing programs
money_cells       amounts and dates in their cells, where they can be read in one way only

documents         a contract as PDF, DOCX, HTML or text → its paragraphs

Each module is imported by its own name: what was read before, or a log of calls, needs no reader of mail (N2).
"""
