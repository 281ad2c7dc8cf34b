"""Messages a second, parsed and classed, with one process and with two, beside mail-parser alone.

python -m benchmarks.parse FOLDER       every file below FOLDER is one message
python -m benchmarks.parse              the test messages of other projects, twice over
"""

from __future__ import annotations

import logging
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from multiprocessing import get_context
from pathlib import Path

import mailparser

from harvester.model.mail import Message
from harvester.model.matter import Side
from harvester.parse.messages import parse_message
from harvester.phrases import load
from harvester.pipeline.mails.classes import ClassFacts, message_class

FACTS = ClassFacts(side=Side.THIRD, phrases=load())
RUNS = 3


def corpus() -> list[bytes]:
    if sys.argv[1:]:
        return [path.read_bytes() for path in sorted(Path(sys.argv[1]).rglob("*")) if path.is_file()]
    from tests.corpora import samples

    samples.unpacked()
    return [raw for requirement in samples.WANTED for _, raw in samples.messages(requirement)] * 2


def classed(raw: bytes) -> str:
    """Our own way, as far as the class."""
    message = parse_message(raw)
    return message_class(message, FACTS).kind.value if isinstance(message, Message) else "unreadable"


def library(raw: bytes) -> str:
    """mail-parser alone: its own reading of the same bytes."""
    try:
        found = mailparser.parse_from_bytes(raw)
        return str((found.subject, found.from_, found.to, found.date, found.text_plain))[:10]
    except Exception:  # it raises on some of them, and that is timed as well
        return ""


def rate(messages: Sequence[bytes], run: Callable[[], object]) -> float:
    times = []
    for _ in range(RUNS):
        begun = time.perf_counter()
        run()
        times.append(time.perf_counter() - begun)
    return len(messages) / statistics.median(times)


def main() -> None:
    logging.disable(logging.WARNING)  # mail-parser tells of every part that it skips
    messages = corpus()
    size = sum(map(len, messages)) / len(messages) / 1024
    print(f"{len(messages)} messages, mean {size:.1f} KB, medians of {RUNS} runs")
    with get_context("fork").Pool(2) as pool:
        pool.map(classed, messages[:50])
        found = {
            "mail-parser alone": rate(messages, lambda: [library(raw) for raw in messages]),
            "parse and class, one process": rate(messages, lambda: [classed(raw) for raw in messages]),
            "parse and class, two processes": rate(messages, lambda: pool.map(classed, messages, chunksize=50)),
        }
    for name, speed in found.items():
        print(f"{name:32} {speed:8.0f} messages/s  {speed / found['mail-parser alone']:5.2f} ×")


if __name__ == "__main__":
    main()
