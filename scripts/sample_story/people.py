"""Who writes in the sample matter, on which clock and with which program."""

from __future__ import annotations

from sample_story.letters import BERLIN, NEW_YORK, Writer

WRITERS = {
    "ann": Writer(
        name="Ann North",
        address="me@studionorth.example",
        zone=BERLIN,
        program="thunderbird",
        signature="-- \nAnn North\nStudio North, websites that get read\nBerlin · https://studionorth.example",
    ),
    "bob": Writer(
        name="Bob Roe",
        address="bob@acme.example",
        zone=NEW_YORK,
        program="apple",
        signature="Bob Roe\nManaging Director, Acme Ltd",
        relay="mail.acme.example",
    ),
    "bob-phone": Writer(
        name="Bob Roe",
        address="bob@acme.example",
        zone=NEW_YORK,
        program="iphone",
        signature="Sent from my iPhone",
        relay="mail.acme.example",
    ),
    "bob-private": Writer(
        name="Bob Roe",
        address="bob.roe@gmail.com",
        zone=NEW_YORK,
        program="gmail",
        signature="",
        relay="mail-yw1-f182.google.com",
    ),
    "carol": Writer(
        name="Carol Lane",
        address="carol@acme.example",
        zone=NEW_YORK,
        program="outlook",
        signature="Carol Lane\nHead of Marketing | Acme Ltd | acme.example",
        relay="mail.acme.example",
    ),
    "accounts": Writer(
        name="Acme Accounts",
        address="accounts@acme.example",
        zone=NEW_YORK,
        program="outlook",
        signature="Accounts Payable\nAcme Ltd",
        relay="mail.acme.example",
    ),
    "dana": Writer(
        name="Dana Price",
        address="dana@pricelegal.example.org",
        zone=NEW_YORK,
        program="outlook",
        signature="Dana Price\nPrice Legal LLP",
        relay="mail.pricelegal.example.org",
    ),
    "hosting": Writer(
        name="Timo Brandt",
        address="support@hosting.example.net",
        zone=BERLIN,
        program="thunderbird",
        signature="-- \nTimo Brandt\nCustomer Support, Harbour Hosting",
        relay="out1.hosting.example.net",
    ),
}
