"""Where an address has its mailbox: the table, a real name server, and web servers with certificates of their own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from connectors.web import Limits, Web
from harvester.config.sides import is_shared
from harvester.model.settings import CaldavSettings
from harvester.providers import Network, find
from harvester.providers.table import by_host, by_mail_server, providers
from tests.servers import name_server, pages

ME = "ann@studionorth.example"
FILE = """<?xml version="1.0"?>
<clientConfig version="1.1"><emailProvider id="studionorth.example">
  <incomingServer type="pop3"><hostname>pop.example.com</hostname><port>995</port><socketType>SSL</socketType>
  </incomingServer>
  <incomingServer type="imap">{}</incomingServer>
</emailProvider></clientConfig>"""
GOOD = (
    "<hostname>imap.%EMAILDOMAIN%</hostname><port>143</port><socketType>STARTTLS</socketType>"
    "<username>%EMAILLOCALPART%</username><authentication>password-cleartext</authentication>"
)


@dataclass
class Around:
    """What answers here: a name server, and a web server for what a provider publishes."""

    records: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    web: pages.Pages | None = None
    network: Network = field(default_factory=Network)

    def publish(self, body: str, headers: dict[str, str] | None = None, path: str = "/own") -> None:
        assert self.web
        self.web.pages[path] = pages.Page(body.encode(), headers=headers or {})


@pytest.fixture
def around(tmp_path: Path) -> Iterator[Around]:
    found = Around()
    with pages.running(tmp_path) as web, name_server.running(found.records) as port:
        found.web = web
        found.network = Network(
            resolver=name_server.resolver(port),
            web=Web(ca_file=str(tmp_path / "ca.pem"), limits=Limits(stall=2, answer=4, tries=1, redirects=2)),
            published=(f"{web.url}/own",),
            collection=f"{web.url}/all/{{domain}}",
        )
        yield found


@pytest.mark.parametrize(
    ("address", "host", "way"),
    [
        ("ann@gmail.com", "imap.gmail.com", "app_password"),
        ("ann@yahoo.co.uk", "imap.mail.yahoo.com", "app_password"),
        ("ann@outlook.de", "outlook.office365.com", "microsoft"),
        ("ann@web.de", "imap.web.de", "password"),
        ("ann@proton.me", "127.0.0.1", "app_password"),
    ],
)
def test_a_known_provider_is_found_without_asking_anybody(address: str, host: str, way: str) -> None:
    server = find(address, None).server
    assert server
    assert (server.host, server.sign_in[0], server.user) == (host, way, address)


def test_some_sign_in_with_what_stands_before_the_at() -> None:
    server = find("ann@me.com", None).server
    assert server
    assert (server.host, server.user) == ("imap.mail.me.com", "ann")


def test_names_that_only_look_like_a_provider_are_none() -> None:
    for domain in ("notgmail.com", "gmail.com.evil.example", "yahoo.evil.example", "outlook.studionorth.example"):
        assert find(f"ann@{domain}", None).server is None
    assert by_mail_server(ME, ["mx.evilgoogle.com", "google.com.evil.example"]) is None


def test_the_table_can_be_used_line_by_line() -> None:
    for provider in providers():
        assert provider.get("domains") or provider.get("mx"), provider
        assert provider["imap"] or provider["hint"], provider
        assert bool(provider["imap"]) is bool(provider["sign_in"]), provider
        if provider.get("calendar"):
            CaldavSettings(url=provider["calendar"], user="ann")
        if provider["sign_in"][:1] == ["app_password"]:
            assert provider["hint"], provider
    every = [domain for provider in providers() for domain in provider.get("domains", ())]
    assert len(every) == len(set(every))
    host = by_host("IMAP.gmail.com", ME)
    assert host
    assert host.provider == "Gmail"


def test_domains_of_providers_are_shared_by_strangers() -> None:
    """A2: nobody's own domain may stand in the table, and every domain in it counts as shared."""
    named = [domain for provider in providers() for domain in provider.get("domains", ())]
    assert [domain for domain in named if not domain.endswith(".*") and not is_shared(domain)] == []


@pytest.mark.parametrize(
    ("exchangers", "host", "provider"),
    [
        (["10 alt1.aspmx.l.google.com.", "1 aspmx.l.google.com."], "imap.gmail.com", "Google Workspace"),
        (["0 studionorth-example.mail.protection.outlook.com."], "outlook.office365.com", "Microsoft 365"),
        (["10 w0123456.kasserver.com."], "w0123456.kasserver.com", "ALL-INKL"),
        (["10 in1-smtp.messagingengine.com."], "imap.fastmail.com", "Fastmail"),
    ],
)
def test_a_hosted_domain_is_known_by_who_takes_its_mail(
    around: Around, exchangers: list[str], host: str, provider: str
) -> None:
    around.records["studionorth.example", "MX"] = exchangers
    server = find(ME, around.network).server
    assert server
    assert (server.host, server.provider, server.confirm) == (host, provider, False)
    assert around.web
    assert around.web.asked == []


def test_the_domain_s_own_word_is_taken_and_a_foreign_host_is_confirmed_first(around: Around) -> None:
    """RFC 6186: the lowest priority first, TLS before STARTTLS, "." is no offer."""
    around.records["_imaps._tcp.studionorth.example", "SRV"] = [
        "5 0 993 late.studionorth.example.",
        "0 0 9993 imap.studionorth.example.",
    ]
    server = find(ME, around.network).server
    assert server
    assert (server.host, server.port, server.tls, server.confirm) == (
        "imap.studionorth.example",
        9993,
        "implicit",
        False,
    )
    around.records["_imaps._tcp.studionorth.example", "SRV"] = ["0 0 0 ."]
    around.records["_imap._tcp.studionorth.example", "SRV"] = ["0 0 143 imap.hoster.example."]
    server = find(ME, around.network).server
    assert server
    assert (server.host, server.tls, server.confirm) == ("imap.hoster.example", "starttls", True)


def test_what_a_provider_publishes_is_read_and_only_the_domain_is_sent(around: Around) -> None:
    around.publish(FILE.format(GOOD))
    server = find(ME, around.network).server
    assert server
    assert (server.host, server.port, server.tls, server.user) == ("imap.studionorth.example", 143, "starttls", "ann")
    assert around.web
    assert "ann" not in str([path for _, path, _ in around.web.asked])


def test_a_login_that_would_write_on_the_screen_is_not_taken(around: Around) -> None:
    """S26: what a foreign file says never reaches a terminal as it stands."""
    around.publish(FILE.format(GOOD.replace("%EMAILLOCALPART%", "ann&#x9b;2Jann")))
    server = find(ME, around.network).server
    assert server
    assert server.user == ME


def test_the_collection_is_asked_for_the_domain_and_for_who_takes_its_mail(around: Around) -> None:
    around.records["studionorth.example", "MX"] = ["10 mx1.eu.hoster.example."]
    around.publish(FILE.format(GOOD.replace("imap.%EMAILDOMAIN%", "imap.hoster.example")), path="/all/hoster.example")
    server = find(ME, around.network).server
    assert around.web
    assert [path for _, path, _ in around.web.asked] == ["/own", "/all/studionorth.example", "/all/hoster.example"]
    assert server
    assert server.host == "imap.hoster.example"


@pytest.mark.parametrize(
    ("body", "headers", "told"),
    [
        (
            "<html><body>Sign in to this WLAN</body></html>",
            {"Content-Type": "text/html"},
            "sign-in page of this network",
        ),
        ("<clientConfig", {}, "no configuration"),
        ('<!DOCTYPE a [<!ENTITY b "c">]><clientConfig>&b;</clientConfig>', {}, "no configuration"),
        (FILE.format(GOOD.replace("STARTTLS", "plain")), {}, "nothing"),
        (FILE.format(GOOD.replace("143", "99999")), {}, "nothing"),
        (FILE.format(GOOD.replace("imap.%EMAILDOMAIN%", "imap.example.com/x y")), {}, "nothing"),
        ("x" * (51 * 2**20), {}, "larger than"),
    ],
    ids=["portal", "torn", "doctype", "plain text", "port", "host", "huge"],
)
def test_what_is_no_configuration_is_told_and_the_search_goes_on(
    around: Around, body: str, headers: dict[str, str], told: str
) -> None:
    around.publish(body, headers)
    found = find(ME, around.network)
    assert found.server is None
    assert any(told in line for line in found.asked) or told == "nothing", found.asked
    assert len([line for line in found.asked if "/all/" in line]) == 0  # it was asked, and had nothing to say


def test_a_network_that_is_not_there_is_told(around: Around) -> None:
    elsewhere = Network(
        resolver=name_server.resolver(1),
        seconds=0.3,
        web=around.network.web,
        published=("https://localhost:1/",),
        collection="https://localhost:1/",
    )
    found = find(ME, elsewhere)
    assert found.server is None
    assert len(found.asked) == 4


def test_a_portal_s_certificate_and_a_way_out_of_tls_are_not_followed(around: Around, tmp_path: Path) -> None:
    assert around.web
    around.web.pages["/own"] = pages.Page(status=302, headers={"Location": "http://portal.example/login"})
    (tmp_path / "other").mkdir()
    with pages.running(tmp_path / "other") as foreign:
        asked: Sequence[str] = find(
            ME,
            Network(
                resolver=around.network.resolver,
                web=around.network.web,
                published=(f"{around.web.url}/own", f"{foreign.url}/own"),
                collection=f"{around.web.url}/all",
            ),
        ).asked
    assert len([line for line in asked if "certificate" in line]) == 2
