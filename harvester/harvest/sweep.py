"""One folder: headers, decision, whole messages, batch after batch (evidence.md 1).

The cursor moves inside the transaction of its batch and never past a message that was neither stored, nor found
foreign, nor listed as failed. Once a part of the folder could not be seen it stays where it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from harvester.errors import HarvesterError
from harvester.harvest import matching
from harvester.harvest.headers import Reading, read_header
from harvester.harvest.learned import add_names
from harvester.harvest.matching import Verdict
from harvester.harvest.messages import examined, failed, fetched, ids, lasting_key, passed_over
from harvester.harvest.run import Run, Tally, Visit
from harvester.model.drafts import UNSENT_ROLES
from harvester.model.source import NO_ORDER, Cursor, Failure, Header, HistorySweep, Role, Sweep
from harvester.store import Batch, Foreign, Found, Listed
from harvester.store.cells import instant_text

BATCH_BYTES = 8 * 2**20
BATCH_MESSAGES = 200
_BATCH_FOREIGN = 5000
UNFINISHED = -1
"""Messages in the state of a cursor whose folder was not swept to its end: no state of a folder equals it."""
_CLOCK = timedelta(minutes=5)
_HEADER_KEPT = "larger than the size cap: only its header is kept"
_NOT_SEARCHED = "a report larger than the size cap: its text was not searched for the client"


@dataclass(slots=True)
class Sweeping:
    """The sweep of one folder, from the cursor to its end."""

    run: Run
    visit: Visit
    sweep: Sweep
    wanted: dict[int, tuple[Header, Reading, tuple[bytes, ...]]] = field(default_factory=dict)
    """Each with its `ids`."""
    foreign: list[Foreign] = field(default_factory=list)
    listed: list[Listed] = field(default_factory=list)
    refers: list[bytes] = field(default_factory=list)
    """Subjects of ours that are stored already: an earlier version did not learn them."""
    weight: int = 0
    """Bytes of the wanted ones."""
    last_uid: int = 0
    afresh: bool = True
    newest: datetime | None = None
    """On a server: when the latest of those that are not ours came in."""
    kept: Tally = field(default_factory=Tally)
    """The counts of what the store holds."""

    def all(self) -> None:
        """Reads every header, stores every message of the matter, and closes with the folder's state."""
        run, visit = self.run, self.visit
        self.last_uid = visit.cursor.last_uid if visit.cursor else 0
        self.afresh = visit.cursor is None
        sighted = run.store.sighted(run.place(visit)) if run.source.live else frozenset[int]()
        self.kept = replace(visit.tally)
        try:
            for answer in self._headers():
                self._take(answer, sighted)
                if self._full():
                    self._flush(finished=False)
            self._flush(finished=True)
        except HarvesterError:
            visit.tally = self.kept
            raise
        finally:
            run.settle()

    def _headers(self) -> Iterator[Header | Failure]:
        """What the cursor has not passed; without an order of arrival, what no earlier batch dealt with."""
        since = self.run.options.since
        if not isinstance(self.sweep, HistorySweep):
            return self.sweep.headers(self.last_uid, since)
        self.last_uid = 0
        return self.sweep.headers_but(() if self.afresh else self.run.dealt_with(self.visit), since)

    def _take(self, answer: Header | Failure, sighted: frozenset[int]) -> None:
        if answer.uid is None:
            self.visit.problems.append(answer.reason if isinstance(answer, Failure) else "")
            self.visit.frozen = True
            return
        if self.visit.state.uidnext == NO_ORDER:
            self.last_uid = NO_ORDER
        elif self.run.source.live and answer.uid <= self.last_uid:
            return
        else:
            self.last_uid = answer.uid
        self.visit.tally.seen += 1
        self.visit.seen_now += 1
        if answer.uid < self.visit.start.uidnext:
            self.visit.seen_of_start += 1
        if isinstance(answer, Failure):
            self.listed.append(failed(self.run, self.visit, answer, None))
            return
        reading = read_header(answer.raw)
        ours = bool(reading.authors) and self.run.matter.is_ours(reading.authors)
        self._count(answer, reading, ours=ours)
        if learned := self.run.learned.learn(reading):
            self.visit.tally.names = add_names(self.visit.tally.names, learned)
        if answer.uid in sighted or self._was_purged(reading):
            self.visit.tally.handled += 1
            if answer.uid in sighted:
                self.refers += self.run.learned.subjects.of_ours(reading)
            return
        told = ids(self.run.store, reading)
        if self._is_wanted(reading, told):
            self.wanted[answer.uid] = (answer, reading, told)
            self.weight += answer.size
        else:
            self.foreign.append(passed_over(self.run, answer.uid, reading, told, ours=ours))
            self.visit.tally.unmatched += 1

    def _was_purged(self, reading: Reading) -> bool:
        return bool(self.run.purged) and lasting_key(self.run.store, reading) in self.run.purged

    def _is_wanted(self, reading: Reading, told: tuple[bytes, ...]) -> bool:
        if matching.verdict(reading, self.run.matter, self.run.learned.names) is not Verdict.FOREIGN:
            return True
        return not self.run.known.isdisjoint(told)

    def _count(self, header: Header, reading: Reading, *, ours: bool) -> None:
        run, visit = self.run, self.visit
        if run.source.live and header.uid >= visit.start.uidnext > 0:
            visit.moved_in += header.internal_date is None or header.internal_date < run.now - _CLOCK
        if reading.authors and visit.folder.role not in UNSENT_ROLES:
            visit.tally.outbound += ours
            visit.tally.inbound += not ours
            ours = ours or visit.folder.role is Role.SENT
            if not run.source.live:
                _count_times(run, visit, (header, reading), ours=ours)
            elif header.internal_date and not ours:
                self.newest = max(self.newest or header.internal_date, header.internal_date)

    def _full(self) -> bool:
        return self.weight >= BATCH_BYTES or len(self.wanted) >= BATCH_MESSAGES or len(self.foreign) >= _BATCH_FOREIGN

    def _flush(self, *, finished: bool) -> None:
        run, visit = self.run, self.visit
        whole = self._whole() if self.wanted else []
        visit.tally.handled += len(whole)
        visit.tally.failed += sum(not one.note.excluded for one in self.listed)
        if self.newest:
            visit.tally.last_inbound = max(visit.tally.last_inbound, instant_text(min(self.newest, run.now)))
        run.hand_over(
            visit,
            Batch(
                place=run.place(visit),
                seen_at=run.now,
                found=whole,
                foreign=self.foreign,
                listed=self.listed,
                refers=self.refers,
                cursor=self._cursor(finished=finished),
                tally=visit.tally.told(),
                afresh=self.afresh,
            ),
        )
        self.afresh, self.weight, self.kept = False, 0, replace(visit.tally)
        self.wanted, self.foreign, self.listed, self.refers = {}, [], [], []
        if run.options.progress:
            run.options.progress(visit.folder.name, visit.tally.seen, max(visit.state.messages, visit.tally.seen))

    def _whole(self) -> list[Found]:
        """What was wanted and is of the matter; the rest goes where it belongs."""
        run, visit = self.run, self.visit
        whole: list[Found] = []
        try:
            self._sort(whole)
        except HarvesterError:
            # What came is kept; the cursor stays before it, and the next sweep finds it stored.
            run.keep(visit, Batch(place=run.place(visit), seen_at=run.now, found=whole))
            self.kept.seen += len(whole)
            self.kept.handled += len(whole)
            raise
        return whole

    def _sort(self, whole: list[Found]) -> None:
        run, visit = self.run, self.visit
        for uid, answer in fetched(self.sweep, list(self.wanted), visit.folder.name):
            header, reading, own = self.wanted[uid]
            if isinstance(answer, Failure):
                self.listed.append(failed(run, visit, answer, (header, reading)))
                continue
            result = examined(run, answer, reading, own)
            if isinstance(result, Found):
                whole.append(result)
                if answer.headers_only:
                    listed = failed(run, visit, _left_out(visit, uid, _HEADER_KEPT), (header, reading))
                    self.listed.append(replace(listed, note=replace(listed.note, excluded=True)))
            elif result is None:
                self.listed.append(failed(run, visit, _left_out(visit, uid, _NOT_SEARCHED), (header, reading)))
            else:
                self.foreign.append(result)
                visit.tally.unmatched += 1

    def _cursor(self, *, finished: bool) -> Cursor | None:
        live = self.run.source.live
        if self.visit.frozen or not (live or finished):
            return None
        state = self.sweep.state if finished else replace(self.sweep.state, messages=UNFINISHED)
        return Cursor(
            uidvalidity=state.uidvalidity,
            last_uid=self.last_uid if live else 0,
            state=state,
            rules=self.run.rules,
        )


def _left_out(visit: Visit, uid: int, reason: str) -> Failure:
    return Failure(folder=visit.folder.name, uid=uid, reason=reason)


def _count_times(run: Run, visit: Visit, seen: tuple[Header, Reading], *, ours: bool) -> None:
    """The newest times of files: how far they reach, and when anything last came in from anybody else."""
    (header, reading), tally = seen, visit.tally
    bound = min(header.not_after + _CLOCK, run.now) if header.not_after else run.now
    taken_in, stated = reading.taken_in, reading.at
    if taken_in is not None:
        if taken_in <= bound:
            tally.newest_stamped = max(tally.newest_stamped, instant_text(taken_in))
            tally.last_inbound = tally.last_inbound if ours else max(tally.last_inbound, instant_text(taken_in))
    elif stated is not None and stated <= bound:
        at = instant_text(stated)
        tally.newest = max(tally.newest, at)
        if ours:
            tally.newest_stamped = max(tally.newest_stamped, at)
        else:
            tally.inbound_dated = max(tally.inbound_dated, at)
