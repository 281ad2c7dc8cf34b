"""A line between client and server that breaks as lines do: dropped, reset, dripping, dead but open."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass

_BLOCK = 2**14
_DRIP_SECONDS = 0.02


@dataclass(frozen=True)
class Fault:
    """What happens to one connection after the server has sent so many bytes."""

    kind: str
    """ "drop" (FIN), "reset" (RST), "drip" (a byte now and then), "dead" (nothing more, and still open)."""
    after: int


class Proxy:
    """Listens on `port`; the first connections suffer the faults in their order, later ones none."""

    def __init__(
        self,
        target: int,
        faults: Sequence[Fault] = (),
        meanwhile: Callable[[], object] = lambda: None,
        altered: Callable[[bytes], bytes] = bytes,
    ) -> None:
        """`meanwhile` is done once, when the server has answered and the client has not heard it yet.

        `altered` makes of what the server sent what the client gets.
        """
        self.connections = 0
        self.sent = 0
        """Bytes from the server that were passed on, of all connections."""
        self._target = target
        self._meanwhile = [meanwhile]
        self._altered = altered
        self._faults = list(faults)
        self._stopped = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._threads = [threading.Thread(target=self._accept, daemon=True)]
        self._threads[0].start()

    def stop(self) -> None:
        self._stopped.set()
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for thread in self._threads:
            thread.join(5)

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            fault = self._faults[self.connections] if self.connections < len(self._faults) else None
            self.connections += 1
            server = socket.create_connection(("127.0.0.1", self._target))
            for thread in (
                threading.Thread(target=_pass, args=(client, server), daemon=True),
                threading.Thread(target=self._answers, args=(server, client, fault), daemon=True),
            ):
                thread.start()
                self._threads.append(thread)

    def _answers(self, server: socket.socket, client: socket.socket, fault: Fault | None) -> None:
        left = fault.after if fault else None
        with suppress(OSError):
            while data := server.recv(_BLOCK):
                if self._meanwhile:
                    self._meanwhile.pop()()
                data = self._altered(data)
                part = data if left is None else data[:left]
                client.sendall(part)
                self.sent += len(part)
                if left is not None and fault:
                    left -= len(part)
                    if left <= 0:
                        self._break(client, fault, data[len(part) :])
                        break
        _close(client)
        _close(server)

    def _break(self, client: socket.socket, fault: Fault, rest: bytes) -> None:
        if fault.kind == "reset":
            client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            client.shutdown(socket.SHUT_RD)  # wakes the thread that reads from it: until then nothing is really closed
            client.close()
        elif fault.kind == "drip":
            for byte in rest or b"*" * 10_000:
                if self._stopped.wait(_DRIP_SECONDS):
                    return
                client.sendall(bytes([byte]))
        elif fault.kind == "dead":
            self._stopped.wait()


def _pass(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(_BLOCK):
            target.sendall(data)
    _close(target)


def _close(sock: socket.socket) -> None:
    with suppress(OSError):
        sock.shutdown(socket.SHUT_RDWR)
    sock.close()


@contextmanager
def proxied(
    target: int,
    *faults: Fault,
    meanwhile: Callable[[], object] = lambda: None,
    altered: Callable[[bytes], bytes] = bytes,
) -> Iterator[Proxy]:
    proxy = Proxy(target, faults, meanwhile, altered)
    try:
        yield proxy
    finally:
        proxy.stop()
