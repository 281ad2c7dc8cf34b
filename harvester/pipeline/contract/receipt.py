"""When a mail counts as received, by the rule that the contract gives (contract.md 2, deemed receipt)."""

from __future__ import annotations

from datetime import datetime, timedelta

import numpy as np

from harvester.model.contract import Receipt, ReceiptRule
from harvester.model.matter import WorkingHours
from harvester.model.standing import Working
from harvester.model.times import counted, moment
from harvester.pipeline.worktime import OutsideCalendarError, instant, micros, worktable


def received(sent: datetime, rule: Receipt, hours: WorkingHours, zone: str) -> tuple[datetime, tuple[Working, ...]]:
    """The instant of receipt and its working; `hours`: of the side that receives it, or of the contract."""
    match rule.rule:
        case ReceiptRule.ON_SENDING:
            told, at = "it counts as received when it is sent", sent
        case ReceiptRule.HOURS:
            told = f"it counts as received {counted(rule.hours, 'hour')} after it was sent"
            at = sent + timedelta(hours=rule.hours)
        case ReceiptRule.NEXT_BUSINESS_OPENING:
            told = "sent outside business hours it counts as received when they begin next"
            at = _opening(sent, hours)
        case ReceiptRule.NEXT_BUSINESS_DAY:
            told = "it counts as received when the next business day begins"
            at = _next_day(sent, hours)
    was = Working(rule="receipt", words="it was sent", value=moment(sent, zone))
    return at, (was, Working(rule="receipt", words=told, value=moment(at, zone)))


def _opening(sent: datetime, hours: WorkingHours) -> datetime:
    """The same instant inside business hours, else the next opening."""
    table = worktable(hours)
    at = micros(sent)
    index = int(np.searchsorted(table.ends, at, side="right"))
    return instant(max(at, _start(index, hours)))


def _next_day(sent: datetime, hours: WorkingHours) -> datetime:
    table = worktable(hours)
    midnight = int(np.searchsorted(table.midnights, micros(sent), side="right"))
    if midnight == table.midnights.size:
        raise OutsideCalendarError(f"the next business day lies outside the calendar ({table.describe()})")
    return instant(_start(int(np.searchsorted(table.starts, table.midnights[midnight])), hours))


def _start(index: int, hours: WorkingHours) -> int:
    table = worktable(hours)
    if index >= table.starts.size:
        raise OutsideCalendarError(f"the next business hours lie outside the calendar ({table.describe()})")
    return int(table.starts[index])
