"""The money of a matter: every invoice as it stands, what may come back, and what of the ledger was not matched."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from harvester.model.contract import Contract
from harvester.model.engagement import Engagement
from harvester.model.money import Accounts
from harvester.pipeline.contract import obligations
from harvester.pipeline.contract.matter import Matter
from harvester.pipeline.contract.money import Books, payers
from harvester.pipeline.contract.recoup import recoup


def accounts(matter: Matter) -> Accounts:
    """Invoices that were sent by the time of the report, judged as far as the payment ledger carries."""
    contract = matter.contract
    today = today_of(contract, matter.engagement, matter.as_of)
    payable = obligations.payable(matter)
    books = Books(
        contract=contract,
        as_of=today,
        dues=payable.dues,
        discounts=payable.discounts,
        payers=payers(matter.engagement.client),
        decided=payable.decided,
    )
    found = tuple(replace(one, time_given=payable.time_given.get(one.number, ())) for one in books.standings())
    return Accounts(
        invoices=found,
        recoup=recoup(contract, found),
        unmatched=tuple(one for one in contract.money.unmatched if one.line.on <= today),
        until=contract.payments_until,
    )


def today_of(contract: Contract, engagement: Engagement, as_of: datetime) -> date:
    """The date of an instant by the contract's zone, or ours where none is agreed."""
    return as_of.astimezone(ZoneInfo(contract.timezone or engagement.us_hours.timezone)).date()
