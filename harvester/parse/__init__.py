"""One message at a time: original bytes → Message. Whatever needs our addresses or decisions comes later.

messages     parse_message, the only user of mail-parser
headers      the header block: cut, checked for forged line ends, decoded
addresses    mailboxes; a doubtful one names nobody
dates        what the Date header states, and when the topmost server took the message in
parts        the MIME parts: text, attachments, calendar, report
text         bytes and HTML → text
quotes       text → the author's own words
reports      delivery and disposition reports
"""

from harvester.parse.messages import KEPT_HEADERS, parse_message
from harvester.parse.reports import scanned_report

__all__ = ["KEPT_HEADERS", "parse_message", "scanned_report"]
