import re
import tomllib
from pathlib import Path
from typing import get_type_hints

import pytest

from harvester.config import Config, engagement, load, located, parsed
from harvester.config.schema import ClientTable, UsTable
from harvester.config.schema import Config as Schema
from harvester.errors import ConfigError, UsageError
from harvester.model.thresholds import Thresholds

ROOT = Path(__file__).parents[2]
SMALL = """
[us]
addresses = ["me@studionorth.example"]
[sources.archive]
kind = "mbox"
path = "export.mbox"
[clients.acme]
domains = ["acme.example"]
"""


def config(text: str = "", base: str = SMALL) -> Config:
    return parsed(base + text, Path("/somewhere/config.toml"))


def problems(text: str, base: str = SMALL) -> str:
    with pytest.raises(ConfigError) as caught:
        parsed(base + text, Path("config.toml"))
    assert caught.value.exit_code == 2
    return "\n".join(caught.value.problems)


def test_the_example_is_the_smallest_working_configuration(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text((ROOT / "config.example.toml").read_text("utf-8"), "utf-8")
    read = load(file)
    assert read.store_path == tmp_path / "evidence.db"
    assert engagement(read, "acme").client.domains == {"acme.example"}


def test_every_commented_key_of_the_example_exists_with_the_default_it_shows() -> None:
    text = (ROOT / "config.example.toml").read_text("utf-8")
    shown = re.findall(r"^# (\w+) = ([^#\n]+)", text, re.MULTILINE)
    thresholds = Thresholds()
    checked = 0
    for key, value in shown:
        if hasattr(thresholds, key):
            assert tomllib.loads(f"v = {value}")["v"] == getattr(thresholds, key), key
            checked += 1
    assert checked == len(Thresholds.__dataclass_fields__)


def test_every_key_of_both_sides_stands_in_the_example() -> None:
    text = (ROOT / "config.example.toml").read_text("utf-8")
    named = set(re.findall(r"\w+", " ".join(re.findall(r"^(?:# )?([\w, ]+)(?: =|:)", text, re.MULTILINE))))
    ours, theirs = (set(get_type_hints(table)) for table in (UsTable, ClientTable))
    assert (ours | theirs) - named == {"people", "flags"}, "those are tables"


def test_thresholds_without_any_configuration_are_the_defaults_of_the_measurement() -> None:
    assert config().thresholds("acme") == Thresholds()
    assert config("[measure]\nchaser_hours = 6\n").thresholds("acme").chaser_hours == 6


def test_all_problems_are_told_at_once_each_with_its_key() -> None:
    told = problems(
        """
        [clients.beta]
        domains = ["gmail.com"]
        timezone = "Europe/Berln"
        [clients.gamma]
        domains = ["studio.gamma.example"]
        addresses = ["me@studionorth.example"]
        [measure]
        chaser_hour = 6
        [facts]
        min_business_hours = "many"
        """
    )
    assert "clients.beta.domains[0]: anybody can have a mailbox at gmail.com" in told
    assert "clients.beta.timezone: “Europe/Berln” is no time zone; did you mean Europe/Berlin?" in told
    assert "clients.gamma.domains: me@studionorth.example stands on both sides" in told
    assert "measure.chaser_hour: is unknown; did you mean chaser_hours?" in told
    assert "facts.min_business_hours: should be a number" in told


def test_keys_that_contradict_are_told_beside_another_problem_of_their_table() -> None:
    told = problems(
        """
        [sources.s]
        kind = "imap"
        host = "imap.acme.example"
        tls = "none"
        usr = "me"
        port = "143"
        password = "geheim"
        client_id = "1"
        [sources.t]
        kind = "ics"
        pathh = "calendar.ics"
        [sources.u]
        kind = "imap"
        user = "me"
        tls = "none"
        """
    )
    assert 'sources.s: tls = "none" is allowed towards this machine only' in told
    assert "sources.s.port: should be a whole number" in told
    assert "sources.s.usr: is unknown; did you mean user?" in told
    assert "sources.s: `client_id` belongs" not in told, "`auth` may be what an unknown key means"
    assert "sources.t: names either" not in told, "`pathh` is `path`"
    assert "sources.u.host: is missing" in told
    assert "sources.u: tls" not in told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[clients.b]\ndomain = ['b.example']", "clients.b.domain: is unknown; did you mean domains?"),
        ("[sources.s]\nkind = 'imap'\nhost = 'h'\nusr = 'u'", "sources.s.usr: is unknown; did you mean user?"),
        ("[sources.s]\nkind = 'imap'\nhost = 'h'", "sources.s.user: is missing"),
        (
            "[sources.s]\nkind = 'mbx'\npath = 'p'",
            "sources.s.kind: “mbx” is none of imap, mbox, maildir, eml, pst, gmail, google_c",
        ),
        ("[sources.s]\npath = 'p'", "sources.s.kind: is missing"),
        ("[sources.s]\nkind = 'mbox'\npath = ' '", "sources.s.path: is empty"),
        ("[sources.s]\nkind = 'mbox'\npath = 'p'\ncomplete = 'yes'", "sources.s.complete: should be true or false"),
        (
            "[sources.s]\nkind = 'imap'\nhost = 'h'\nuser = 'u'\nport = '993'",
            "sources.s.port: should be a whole number, without quotation marks",
        ),
        ("[sources]\ns = 'export.mbox'", "sources.s: should be a table"),
        ("[clients.b]\ndomains = 'b.example'", "clients.b.domains: should be a list"),
        ("[clients.b]\ndomains = ['b.example']\nclosed = ['24.12.2026']", "clients.b.closed[0]: should be a date"),
        ("[sources.s]\nkind = 'gmail'\nclient_secrets = 'file:c'", "sources.s.user: is missing"),
        ("[sources.s]\nkind = 'mbx'\npath = 'p'", "call_log; did you mean mbox?"),
        ("[sources.s]\nkind = 'ics'", "sources.s: names either `path` or `url`"),
        ("[sources.s]\nkind = 'ics'\nurl = 'http://acme.example/a.ics'", "sources.s: should be an https:// address"),
        ("[sources.s]\nkind = 'caldav'\nurl = 'webcal://a.example'\nuser = 'u'", "sources.s: should be an https://"),
        (
            "[sources.s]\nkind = 'google_calendar'\nclient_secrets = '{\"installed\": 1}'",
            "sources.s.client_secrets: holds the secret itself or no known reference",
        ),
        (
            "[sources.s]\nkind = 'google_calendar'\nsubject = 'me@studionorth.example'",
            "sources.s: `subject` belongs to a service account",
        ),
        ("[sources.s]\nkind = 'call_log'\npath = 'p'\npreset = 'fax'", "sources.s.preset: should be '', 'android'"),
        (
            "[sources.s]\nkind = 'call_log'\npath = 'p'\ncolumns = {begin = 'B'}",
            "sources.s: `columns` maps “begin”; known are start",
        ),
        ("[sources.s]\nkind = 'call_log'\npath = 'p'\ntimezone = 'CEST5'", "sources.s.timezone: “CEST5” is no time"),
        ("[timestamp]\nurl = 'tsa.example'", "timestamp.url: should be an http:// or https:// address"),
        ("[notify]\nurls = ['mailto://x']", "notify.urls[0]: holds the secret itself"),
        ("[notify]\nto = ['me@studionorth.example']", "notify: a mail needs either `smtp` or `sendmail`"),
        ("[notify]\nsmtp = 'localhost'", "notify.smtp: should be HOST:PORT"),
        ("[notify]\nsmtp = 'mail.example:25'\ntls = 'none'", 'notify: tls = "none" is allowed towards this machine'),
        ("[notify]\nto = ['bob@acme.example']\nsendmail = '/bin/true'", "notify.to[0]: bob@acme.example belongs to"),
        ("[clients.acme.flags]\nsilence_days = 3", "clients.acme.flags.silence_days: is unknown; did you mean"),
        (
            "[clients.b]\ndomains = ['b.example']\nsources = ['archiv']",
            "clients.b.sources: there is no source “archiv”; did you mean archive?",
        ),
        ("[clients.b.people.'bob@']", 'clients.b.people."bob@": “bob@” is no mail address'),
        ("[clients.b]\nname = 'B'", "clients.b.domains: no domain, address or person names this client"),
        (
            "[sources.s]\nkind = 'mbox'\npath = 'p'\nexported_at = 2026-03-31T10:00:00",
            "sources.s.exported_at: should be a time with its zone, e.g. 2026-03-31T12:00:00+02:00",
        ),
        ("[sources.s]\nkind = 'mbox'\npath = 'p'\naddresses = ['me']", "sources.s.addresses: “me” is no mail address"),
        ("[store]\nurl = 'postgresql://h/db'", "store.url: names no SQLite file"),
        ("[measure]\nchaser_hours = -1", "measure.chaser_hours: should be greater than or equal to 0"),
        ("us =", "it is no TOML: Invalid value (at "),
    ],
)
def test_a_problem_names_its_key_and_what_to_write(text: str, told: str) -> None:
    assert told in problems(text)


def test_a_source_with_a_problem_is_there_all_the_same() -> None:
    told = problems("[sources.mail]\nkind = 'imp'\n[clients.b]\ndomains = ['b.example']\nsources = ['mail']")
    assert told.splitlines() == [told]
    assert told.startswith("line 10, sources.mail.kind: “imp” is none of imap")


def test_problems_stand_in_the_order_of_the_file_each_with_its_line() -> None:
    text = """note = '''
[us]
addresses = ["not@this.example"]'''
us.timezone = "Europe/Berln"  # of the table below
[ sources . "the mail" ]  # INBOX
kind = "imap"
port = "a"
[clients.acme]
people = { "bob@acme.example" = { contact = "yes" } }
[clients.acme.flags]
'silence_day' = 3
"""
    told = problems(text, base="").splitlines()
    assert [line.partition(":")[0] for line in told] == [
        "us.addresses",
        "line 1, note",
        "line 4, us.timezone",
        'line 5, sources."the mail".host',
        'line 5, sources."the mail".user',
        'line 7, sources."the mail".port',
        'line 9, clients.acme.people."bob@acme.example".contact',
        "line 11, clients.acme.flags.silence_day",
    ]


@pytest.mark.parametrize(
    "domain", ["gmail.com", "GMX.net", "gmx.co.uk", "onmicrosoft.com", "co.uk", "github.io", "outlook.de", "web.de"]
)
@pytest.mark.parametrize("side", ["us", "clients.acme"])
def test_a_shared_mail_domain_is_refused_on_either_side(domain: str, side: str) -> None:
    """A2."""
    text = SMALL.replace('domains = ["acme.example"]', "addresses = ['b@y.example']").replace(
        f"[{side}]", f"[{side}]\ndomains = ['{domain}']"
    )
    told = problems(text, base="")
    assert f"{side}.domains[0]: anybody can have a mailbox at {domain.lower()}" in told


@pytest.mark.parametrize("domain", ["acme.onmicrosoft.com", "mail.acme.example", "bücher.example", "gmx-fans.example"])
def test_domains_of_one_holder_are_accepted(domain: str) -> None:
    read = config(f"[clients.b]\ndomains = ['{domain}']")
    assert engagement(read, "b").client.domains == {domain.encode("idna").decode()}


@pytest.mark.parametrize(
    ("us", "client"),
    [
        ("domains = ['studio.acme.example']", "domains = ['acme.example']"),
        ("domains = ['acme.example']", "domains = ['mail.acme.example']"),
        ("addresses = ['ann@acme.example']", "domains = ['ACME.example.']"),
        ("addresses = ['ann+work@gmail.com']", "addresses = ['ann@gmail.com']"),
        ("addresses = ['ann@x.example']", "people.'bob@y.example'.also = ['ann@x.example']"),
    ],
)
def test_what_matches_both_sides_is_refused(us: str, client: str) -> None:
    """A3."""
    text = f"[us]\n{us}\n[sources.a]\nkind = 'mbox'\npath = 'p'\n[clients.acme]\n{client}\n"
    assert re.search(r"clients\.acme\.(domains|addresses): .*(both sides|lies in)", problems(text, base=""))


def test_a_neighbouring_domain_is_no_overlap() -> None:
    assert config("[clients.b]\ndomains = ['notstudionorth.example', 'studionorth.example.org']")


@pytest.mark.parametrize("secret", ["hunter2-planted", "keyrin:g", "file:", "env:"])
def test_a_literal_secret_is_refused_and_never_repeated(secret: str) -> None:
    """S28."""
    told = problems(f"[sources.s]\nkind = 'imap'\nhost = 'h'\nuser = 'u'\npassword = '{secret}'\nport = 'x{secret}'")
    assert "sources.s.password: holds the secret itself" in told
    assert "planted" not in told


def test_nesting_without_end_is_a_clean_problem() -> None:
    """S32."""
    assert "nested too deeply" in problems("a = " + "[" * 100_000)


def test_a_file_that_anybody_may_change_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text(SMALL)
    file.chmod(0o666)
    with pytest.raises(ConfigError, match="chmod 600"):
        load(file)


def test_a_missing_or_binary_file_is_a_usage_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="No such file"):
        load(tmp_path / "none.toml")
    (tmp_path / "config.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ConfigError, match="UTF-8"):
        load(tmp_path / "config.toml")


def test_the_configuration_is_looked_for_in_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "user"))
    with pytest.raises(UsageError, match="There is no configuration"):
        located(None, {})
    own = tmp_path / "user/harvester/config.toml"
    own.parent.mkdir(parents=True)
    own.write_text("")
    assert located(None, {}) == own
    Path("config.toml").write_text("")
    assert located(None, {}) == tmp_path / "config.toml"
    assert located(None, {"HARVESTER_CONFIG": "e.toml"}) == tmp_path / "e.toml"
    assert located("f.toml", {"HARVESTER_CONFIG": "e.toml"}) == tmp_path / "f.toml"


def test_people_and_their_other_addresses_count_as_the_client() -> None:
    read = config(
        "[clients.acme.people.'Bob.Roe@acme.example']\nname = 'Bob Roe'\nalso = ['bob.roe@gmail.com']\ncontact = true"
    )
    client = engagement(read, "acme").client
    assert client.addresses == {"bob.roe@acme.example", "bob.roe@gmail.com"}
    assert client.people[0].emails == ("bob.roe@acme.example", "bob.roe@gmail.com")
    assert client.people[0].contact


def test_whose_mailbox_a_source_is_is_left_to_what_it_holds() -> None:
    read = config("[sources.mail]\nkind = 'imap'\nhost = 'h'\nuser = 'me'\n")
    archive, mail = engagement(read, "acme").sources
    assert archive.addresses is None  # what it holds tells whose mailbox it is (K2)
    assert (archive.live, archive.complete) == (False, False)
    assert (mail.addresses, mail.live, mail.login) == (None, True, "me")


def test_our_own_mail_servers_are_known_by_their_plain_names() -> None:
    named = SMALL.replace("[us]", "[us]\nmail_servers = ['Gateway.Provider.example.', 'mx.münchen.example']")
    assert engagement(config(base=named), "acme").own_servers == {
        "gateway.provider.example",
        "mx.xn--mnchen-3ya.example",
    }
    assert engagement(config(), "acme").own_servers == frozenset()


def test_a_client_that_is_not_configured_is_named_with_those_that_are() -> None:
    with pytest.raises(UsageError, match="acmee") as caught:
        engagement(config(), "acmee")
    assert "acme" in caught.value.next_step


def test_the_documented_keys_are_all_known() -> None:
    tables = {"us", "store", "sources", "clients", "flags", "measure", "facts", "notify", "timestamp", "authenticity"}
    assert set(Schema.keys()) == tables


def test_a_number_is_one_persons_and_a_number() -> None:
    bob, carol = (f'[clients.acme.people."{who}@acme.example"]\nphones = ["{{}}"]\n' for who in ("bob", "carol"))
    known = config(bob.format("+49 (0)30 123-45") + carol.format("0049 30 12346"))
    assert [sorted(person.phones) for person in engagement(known, "acme").client.people] == [
        ["+493012345"],
        ["+493012346"],
    ]
    assert "+493012345 stands with two people" in problems(bob.format("+49 30 12345") + carol.format("0049 30 12345"))
    assert "“extension” is no telephone number" in problems(bob.format("extension"))


def test_a_mark_before_the_text_is_no_part_of_it(tmp_path: Path) -> None:
    """Programs of Windows write one, and TOML knows none."""
    text = '[us]\naddresses = ["me@studionorth.example"]\n[sources.s]\nkind = "mbox"\npath = "p"\n'
    file = tmp_path / "config.toml"
    file.write_bytes(b"\xef\xbb\xbf" + text.encode() + b'[clients.a]\ndomains = ["acme.example"]\n')
    file.chmod(0o600)
    assert load(file).us.addresses == ("me@studionorth.example",)
