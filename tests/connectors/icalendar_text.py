"""Calendar text for tests: good events, and odd ones as they were met."""

from __future__ import annotations


def vevent(number: int, text: str = "call") -> bytes:
    return (
        f"BEGIN:VEVENT\r\nUID:event{number}@studionorth.example\r\nDTSTAMP:20260220T100000Z\r\n"
        f"DTSTART;TZID=Europe/Berlin:20260302T100000\r\nDTEND;TZID=Europe/Berlin:20260302T103000\r\nSUMMARY:{text}\r\n"
        "ORGANIZER:mailto:me@studionorth.example\r\nATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:bob.roe@acme.example\r\n"
        "END:VEVENT\r\n"
    ).encode()


ZONE = (
    b"BEGIN:VTIMEZONE\r\nTZID:Europe/Berlin\r\nBEGIN:STANDARD\r\nDTSTART:19701025T030000\r\n"
    b"TZOFFSETFROM:+0200\r\nTZOFFSETTO:+0100\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n"
)


def vcalendar(*components: bytes, name: str = "") -> bytes:
    named = f"X-WR-CALNAME:{name}\r\n".encode() if name else b""
    head = b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Studio North//EN\r\n"
    return head + named + ZONE + b"".join(components) + b"END:VCALENDAR\r\n"


def odd(uid: str, *lines: str) -> bytes:
    head = f"BEGIN:VEVENT\r\nUID:{uid}\r\nDTSTAMP:20260220T100000Z\r\nDTSTART:20260302T100000Z\r\n"
    return (head + "".join(f"{line}\r\n" for line in lines) + "END:VEVENT\r\n").encode()


VALID_YET_ODD = {
    "every second": odd("second", "RRULE:FREQ=SECONDLY", "SUMMARY:every second"),
    "hundred thousand": odd("dates", "SUMMARY:dates", *["RDATE:20260302T100000Z"] * 5_000),
    "many attendees": odd("crowd", "SUMMARY:crowd", *(f"ATTENDEE:mailto:a{n}@acme.example" for n in range(20_000))),
    "ends first": odd("backwards", "DTEND:20260302T090000Z", "SUMMARY:backwards"),
    "unknown zone": odd("zone", "SUMMARY:unknown zone", "RECURRENCE-ID;TZID=Mars/Olympus:20260303T100000"),
}
INVALID = {
    "no UID": b"BEGIN:VEVENT\r\nDTSTART:20260302T100000Z\r\nSUMMARY:without a name\r\nEND:VEVENT\r\n",
    "interval": odd("interval", "RRULE:FREQ=DAILY;INTERVAL=0", "SUMMARY:no interval"),
    "huge line": odd("huge", "SUMMARY:huge", "DESCRIPTION:" + "x" * 5_000_000),
    "no colon": odd("colon", "SUMMARY no colon at all", "\x00\x01"),
    "never ends": b"BEGIN:VEVENT\r\nUID:open\r\nSUMMARY:never ends\r\n",
    "twice": odd("twice", "SUMMARY:first of two") + odd("twice", "SUMMARY:second of two"),
}
