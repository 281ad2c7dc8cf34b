"""Calendar, call log, contract and configuration of the sample matter."""

from __future__ import annotations

ME = "me@studionorth.example"
REVIEW_UID = "review-20260319@studionorth.example"
WEEKLY_UID = "weekly-2026@studionorth.example"

_ZONE = """BEGIN:VTIMEZONE
TZID:Europe/Berlin
BEGIN:DAYLIGHT
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
TZNAME:CEST
DTSTART:19700329T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
END:DAYLIGHT
BEGIN:STANDARD
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
TZNAME:CET
DTSTART:19701025T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
END:STANDARD
END:VTIMEZONE"""


def _event(uid: str, start: str, end: str, summary: str, *lines: str) -> str:
    """A meeting called by Ann with Bob and Carol; `lines` may replace how the two answered."""
    answers = [line for line in lines if line.startswith("ATTENDEE")] or [
        "ATTENDEE;CN=Bob Roe;PARTSTAT=ACCEPTED:mailto:bob@acme.example",
        "ATTENDEE;CN=Carol Lane;PARTSTAT=ACCEPTED:mailto:carol@acme.example",
    ]
    rest = [line for line in lines if not line.startswith("ATTENDEE")]
    return "\n".join(
        [
            "BEGIN:VEVENT",
            f"UID:{uid}",
            "CREATED:20260112T170000Z",
            "DTSTAMP:20260504T080000Z",
            f"DTSTART;TZID=Europe/Berlin:{start}",
            f"DTEND;TZID=Europe/Berlin:{end}",
            f"SUMMARY:{summary}",
            f"ORGANIZER;CN=Ann North:mailto:{ME}",
            *answers,
            *rest,
            "END:VEVENT",
        ]
    )


def calendar() -> bytes:
    """calendar.ics: kickoff, weekly call, review meeting, and the meeting to which nobody came."""
    events = [
        _event("kickoff-20260114@studionorth.example", "20260114T150000", "20260114T160000", "Acme: kickoff"),
        _event(
            WEEKLY_UID,
            "20260122T160000",
            "20260122T163000",
            "Acme: weekly call",
            "RRULE:FREQ=WEEKLY;BYDAY=TH;COUNT=5",
        ),
        # Scene "cancelled instance" (M3): 5 February, Ann is ill.
        _event(
            WEEKLY_UID,
            "20260205T160000",
            "20260205T163000",
            "Acme: weekly call",
            "RECURRENCE-ID;TZID=Europe/Berlin:20260205T160000",
            "STATUS:CANCELLED",
            "SEQUENCE:1",
            "LAST-MODIFIED:20260205T074300Z",
        ),
        # Scene "moved instance" (M3): 12 February is a holiday in New York, so the call is on the 13th.
        _event(
            WEEKLY_UID,
            "20260213T160000",
            "20260213T163000",
            "Acme: weekly call",
            "RECURRENCE-ID:20260212T150000Z",
            "SEQUENCE:1",
            "LAST-MODIFIED:20260206T093000Z",
        ),
        # Scene "invitation" (M5): Bob's acceptance came as a mail on 12 March; Carol's is only shown here.
        _event(
            REVIEW_UID,
            "20260319T150000",
            "20260319T160000",
            "Acme: review meeting",
        ),
        # Scene "no-show" (M2): accepted, and nobody came; the call log says so.
        _event(
            "golive-planning-20260401@studionorth.example",
            "20260401T150000",
            "20260401T154500",
            "Acme: go-live planning",
            "ATTENDEE;CN=Bob Roe;PARTSTAT=ACCEPTED:mailto:bob@acme.example",
        ),
    ]
    text = "\n".join(
        [
            "BEGIN:VCALENDAR",
            "PRODID:-//Studio North//Calendar//EN",
            "VERSION:2.0",
            "CALSCALE:GREGORIAN",
            _ZONE,
            *events,
            "END:VCALENDAR",
            "",
        ]
    )
    return text.replace("\n", "\r\n").encode()


# The log ends the open gaps of its time: the last attended call is that of 27 March (R19).
CALLS = f"""\
start,duration_s,direction,contact,number,outcome,note,event_uid,recurrence_id
,3480,out,bob@acme.example,,attended,Kickoff with Bob and Carol,kickoff-20260114@studionorth.example,
,1500,out,carol@acme.example,,attended,Weekly call,{WEEKLY_UID},2026-01-22T15:00:00Z
,1620,out,bob@acme.example,,attended,Weekly call,{WEEKLY_UID},2026-01-29T15:00:00Z
,,out,bob@acme.example,,cancelled_by_us,Ann ill,{WEEKLY_UID},2026-02-05T15:00:00Z
,1740,out,bob@acme.example,,attended,Weekly call (moved from the 12th),{WEEKLY_UID},2026-02-12T15:00:00Z
,1380,out,bob@acme.example,,attended,Weekly call,{WEEKLY_UID},2026-02-19T15:00:00Z
2026-02-27T17:52:00+01:00,690,out,bob@acme.example,+1 212 555 0142,attended,Change request 1 without the upload,,
,3300,out,carol@acme.example,,attended,Review meeting with Carol,{REVIEW_UID},
2026-03-27T17:31:00+01:00,1080,in,bob@acme.example,+1 212 555 0142,attended,French version postponed,,
,,out,bob@acme.example,,no_show_by_client,Waited until 15:20,golive-planning-20260401@studionorth.example,
2026-04-16T16:05:00+02:00,0,out,bob@acme.example,+1 212 555 0142,missed,Rang out,,
2026-04-23T16:40:00+02:00,35,out,bob@acme.example,+1 212 555 0142,voicemail,Asked for a call back about the release,,
"""

CONFIG = """\
# The sample matter: Studio North and its client Acme Ltd. Everything in it is invented.

[us]
name = "Studio North"
reviewer = "Ann North"
addresses = ["me@studionorth.example", "ann@studionorth.example"]
domains = ["studionorth.example"]
timezone = "Europe/Berlin"
work_week = "Mon-Fri 09:00-17:00"
holidays = "DE-BE"

[store]
url = "sqlite:///evidence.db"

[sources.mail]
kind = "mbox"
path = "mail"
complete = true
exported_at = 2026-05-04T08:00:00Z

[sources.calendar]
kind = "ics"
path = "calendar.ics"
complete = true
exported_at = 2026-05-04T08:00:00Z

[sources.calls]
kind = "call_log"
path = "calls.csv"
complete = true
exported_at = 2026-05-04T08:00:00Z

[clients.acme]
name = "Acme Ltd"
domains = ["acme.example"]
timezone = "America/New_York"
work_week = "Mon-Fri 09:00-17:00"
holidays = "US-NY"
contract = "contract.toml"

[clients.acme.people."bob@acme.example"]
name = "Bob Roe"
role = "signatory"
also = ["bob.roe@gmail.com"]
contact = true

[clients.acme.people."carol@acme.example"]
name = "Carol Lane"
role = "marketing"

[clients.acme.people."accounts@acme.example"]
name = "Acme Accounts"
role = "accounts payable"
"""
