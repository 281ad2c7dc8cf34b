"""What a process that reads originals is asked for: the readers of mail, of reports and of documents."""

from harvester.parse.documents import read_document
from harvester.parse.messages import parse_message
from harvester.parse.reports import scanned_report

__all__ = ["parse_message", "read_document", "scanned_report"]
