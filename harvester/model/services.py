"""Services that write in their users' names: their notices carry somebody's words or deeds (measurement.md C11)."""

from __future__ import annotations

import re

_TASKS = (
    "zendesk.com freshdesk.com helpscout.com helpscout.net intercom.io intercom-mail.com "
    "frontapp.com hubspot.com hubspotemail.net zoho.com zohodesk.com zohocorp.com atlassian.net atlassian.com "
    "trello.com asana.com basecamp.com basecamphq.com notion.so makenotion.com linear.app clickup.com monday.com "
    "wrike.com teamwork.com meistertask.com todoist.com airtable.com smartsheet.com github.com "
    "gitlab.com bitbucket.org youtrack.cloud shortcut.com "
)
_TALK = (
    "slack.com slackbot.com teams.microsoft.com teams.mail.microsoft yammer.com whatsapp.com telegram.org "
    "discord.com discordapp.com zoom.us webex.com skype.com linkedin.com facebookmail.com upwork.com fiverr.com "
    "malt.com freelancer.com loom.com twist.com mattermost.com xing.com otter.ai fireflies.ai fathom.video tldv.io "
    "read.ai signal.org threema.ch wire.com viber.com "
)
_FILES = (
    "docs.google.com drive.google.com google.com dropbox.com dropboxmail.com wetransfer.com box.com "
    "sharepointonline.com onedrive.com sharefile.com fromsmash.com swisstransfer.com filemail.com "
    "figma.com miro.com canva.com invisionapp.com invision.com adobe.com frame.io markup.io pastel.com zeplin.io "
)
_FORMS = (
    "docusign.net docusign.com adobesign.com echosign.com hellosign.com dropboxsign.com pandadoc.com yousign.com "
    "skribble.com signnow.com typeform.com jotform.com surveymonkey.com tally.so forms.office.com "
)
_DATES = "calendly.com cal.com doodle.com youcanbook.me acuityscheduling.com tidycal.com savvycal.com "
_MONEY = (
    "paypal.com paypal.de paypal.at paypal.ch paypal.fr paypal.it paypal.es paypal.nl paypal.be paypal.co.uk "
    "stripe.com wise.com transferwise.com revolut.com gocardless.com mollie.com sumup.com klarna.com payoneer.com "
    "xero.com freshbooks.com quickbooks.com intuit.com lexoffice.de lexware.de sevdesk.de billomat.com bill.com"
)
_LINES = (
    "sipgate.de sipgate.co.uk placetel.de easybell.de fonial.de nfon.com satellite.me aircall.io dialpad.com "
    "ringcentral.com 8x8.com vonage.com grasshopper.com openphone.com quo.com zadarma.com voys.nl peoplefone.com "
)
_DOMAINS = frozenset(" ".join((_TASKS, _TALK, _LINES, _FILES, _FORMS, _DATES, _MONEY)).split())
_PAYERS = tuple(f".{one}" for one in _MONEY.split())
_HOSTS = tuple(f".{one}" for one in _LINES.split())
_GATEWAY = re.compile(
    r"(?:e?fax|sms|telefax|voice(?:[-_.]?(?:mail|box))?|anrufbeantworter|mailbox|kontowecker|payments?|zahlung(?:en|seingang)?)(?![a-z])|\+?[0-9]{6,}$"
)
_GATEWAY_HOST = re.compile(r"(?:^|[.-])(?:e?fax|sms|voicemail|anrufbeantworter)(?=[.-])")
_NUMBER = re.compile(r"(?:\+|00)[0-9]{6,15}")
_LINE = re.compile(r"(?:e?fax|sms|telefax|voice(?:[-_.]?(?:mail|box))?|anrufbeantworter|mailbox)(?![a-z])")


def is_telephone_address(email: str) -> bool:
    """Whether a provider tells from there of a call, a fax or a short message."""
    local, at, domain = email.casefold().rpartition("@")
    return bool(at) and (
        _LINE.match(local) is not None or _GATEWAY_HOST.search(domain) is not None or _of_a_line(local, domain)
    )


def is_payment_address(email: str) -> bool:
    """Whether a service of payments or of invoices sends from there."""
    return f".{email.casefold().rpartition('@')[2]}".endswith(_PAYERS)


def _of_a_line(local: str, domain: str) -> bool:
    """A number that writes, or a provider of telephones."""
    return _NUMBER.fullmatch(local) is not None or f".{domain}".endswith(_HOSTS)


def is_service_address(email: str) -> bool:
    """Whether a service of work, of payments or of the telephone sends from there, itself or for one of its users."""
    local, at, domain = email.casefold().rpartition("@")
    if not at:
        return False
    labels = domain.split(".")
    known = any(".".join(labels[first:]) in _DOMAINS for first in range(len(labels)))
    return known or _GATEWAY.match(local) is not None or _GATEWAY_HOST.search(domain) is not None
