"""What a folder is for, told by its name: mail that was never sent must not count as sent (C0)."""

from __future__ import annotations

import pytest

from connectors.folders import role
from harvester.model.source import Role


@pytest.mark.parametrize(
    "name",
    [
        *("Drafts", "Entwürfe", "Brouillons", "Borradores", "Bozze", "Concepten", "Utkast", "Luonnokset", "Rascunhos"),
        *("Kopie robocze", "Szkice", "Черновики", "下書き", "Kladder", "Koncepty", "Taslaklar", "Piszkozatok", "草稿"),
        *("Ciorne", "Πρόχειρα", "임시보관함", "Чернетки", "Rozepsané"),
        *("Drafts (On My Mac)", "Drafts On My Mac", "Entwürfe (Auf meinem Mac)", "Local Drafts", "Drafts 2"),
        *("[Gmail]/Entwürfe", "INBOX/Utkast"),
    ],
)  # fmt: skip
def test_drafts_are_known_in_many_languages(name: str) -> None:
    assert role(name.split("/")) is Role.DRAFTS


@pytest.mark.parametrize(
    "name",
    [
        *("Outbox", "Unsent Messages", "Postausgang", "Boîte d'envoi", "Utkorgen", "Udbakke", "Utboks", "Lähtevät"),
        *("Skrzynka nadawcza", "Caixa de saída", "Исходящие", "送信トレイ", "Giden Kutusu", "Pošta k odeslání"),
        *("Scheduled", "Send Later", "Zeitgesteuert", "Geplant", "Snoozed to send", "[Gmail]/Scheduled", "Outbox (2)"),
    ],
)  # fmt: skip
def test_mail_that_waits_to_be_sent_is_outbox(name: str) -> None:
    assert role(name.split("/")) is Role.OUTBOX


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Skickat", Role.SENT), ("Skickade objekt", Role.SENT), ("Sendt post", Role.SENT), ("Sendte", Role.SENT),
        ("Lähetetyt", Role.SENT), ("Wysłane", Role.SENT), ("Itens Enviados", Role.SENT), ("Отправленные", Role.SENT),
        ("送信済み", Role.SENT), ("Odeslaná pošta", Role.SENT), ("Gönderilmiş Öğeler", Role.SENT),
        ("Sent (On My Mac)", Role.SENT), ("Verschickt", Role.SENT),
        ("Skräppost", Role.JUNK), ("Roskaposti", Role.JUNK), ("Lixo Eletrônico", Role.JUNK), ("Спам", Role.JUNK),
        ("Nevyžádaná pošta", Role.JUNK), ("迷惑メール", Role.JUNK), ("Søppelpost", Role.JUNK),
        ("Uønsket mail", Role.JUNK),
        ("Κάδος απορριμμάτων", Role.TRASH), ("Papperskorgen", Role.TRASH), ("Roskakori", Role.TRASH),
        ("Kosz", Role.TRASH), ("Lixeira", Role.TRASH),
        ("Корзина", Role.TRASH), ("ゴミ箱", Role.TRASH), ("Koš", Role.TRASH), ("Çöp Kutusu", Role.TRASH),
        ("Inkorgen", Role.INBOX), ("Odebrane", Role.INBOX), ("Входящие", Role.INBOX),
        ("Templates", Role.TEMPLATES), ("Mallar", Role.TEMPLATES),
    ],
)  # fmt: skip
def test_other_folders_are_known_in_many_languages(name: str, expected: Role) -> None:
    assert role([name]) is expected


def test_a_project_is_no_folder_of_drafts() -> None:
    assert role(["Projects", "Drafts"]) is Role.OTHER
    assert role(["Acme (Drafts)"]) is Role.OTHER
    assert role(["Draft of the homepage"]) is Role.OTHER
    assert role(["Sent to Bob"]) is Role.OTHER
    assert role(["(2026)"]) is Role.OTHER


def test_the_server_knows_better_than_the_name() -> None:
    assert role(["Utkast"], ["\\Sent"]) is Role.SENT
