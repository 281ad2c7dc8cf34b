"""Outlook's items, which were never stored as mail → the mail that they stand for (RFC 5322). Bytes in, bytes out.

item       one item: its properties, the people it names, what is attached
msg        the bytes of a `.msg` file → an item
fields     the header of the mail: as it was transported, else made from properties
mail       an item → mail: the header, the text, attachments, reports and invitations

A mail made here is derived: it says so in its first line, and nothing that measures its bytes (a signature, a size) may
rest on it. The same item gives the same bytes.
"""

MEDIA_TYPE = "application/vnd.ms-outlook"
"""Of a `.msg` file."""
_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def is_msg(raw: bytes) -> bool:
    """Whether the bytes begin as a compound file does; no mail does."""
    return raw.startswith(_MAGIC)


def as_mail(raw: bytes) -> bytes:
    """The mail that an original holds: itself, or what a `.msg` file is rendered to; b"" for a damaged one."""
    if not is_msg(raw):
        return raw
    from harvester.outlook.item import OutlookError  # what few mails need costs no start of the program
    from harvester.outlook.mail import rendered
    from harvester.outlook.msg import read_msg

    try:
        return rendered(read_msg(raw))
    except OutlookError:
        return b""
