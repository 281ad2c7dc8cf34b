"""Raw messages as they come over the wire, written out by hand."""

from __future__ import annotations

from harvester.model.mail import Message, Unreadable
from harvester.parse.messages import parse_message

HEAD = {
    "Received": "from mx.acme.example by mail.studionorth.example; Mon, 2 Mar 2026 09:00:08 +0000",
    "From": "Bob Roe <bob@acme.example>",
    "To": "Ann North <me@studionorth.example>",
    "Date": "Mon, 2 Mar 2026 10:00:00 +0100",
    "Message-ID": "<1@acme.example>",
    "Subject": "Draft of homepage",
}


def raw(body: str | bytes = "Hello", *lines: str, **headers: str | None) -> bytes:
    """A message with the usual headers; `headers` (with _ for -) replace them, None leaves one out."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    fields = {**HEAD, **named}
    block = [f"{name}: {value}" for name, value in fields.items() if value is not None] + list(lines)
    data = body if isinstance(body, bytes) else body.replace("\n", "\r\n").encode()
    return "\r\n".join(block).encode("utf-8", "surrogateescape") + b"\r\n\r\n" + data


def read(body: str | bytes = "Hello", *lines: str, **headers: str | None) -> Message:
    """The same, read."""
    message = parse_message(raw(body, *lines, **headers))
    assert isinstance(message, Message), message
    return message


def unreadable(data: bytes) -> Unreadable:
    message = parse_message(data)
    assert isinstance(message, Unreadable), message
    return message


def multipart(*parts: str, boundary: str = "b1") -> str:
    """Body of a multipart; the caller sets Content-Type to `multipart/…; boundary=b1`."""
    return "".join(f"--{boundary}\n{part}\n" for part in parts) + f"--{boundary}--\n"
