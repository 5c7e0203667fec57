# SPDX-License-Identifier: MIT
"""A printer on a port of this computer, which can be as bad as real ones."""

import socket
import struct
import threading
from collections.abc import Callable
from types import TracebackType

ETX = b"\x03"
READY = (
    b"\x02030,0,0,0231,000,0,0,0,000,0,0,0\x03\r\n"
    b"\x02000,0,0,0,0,2,4,0,00000000,1,000\x03\r\n\x021234,0\x03\r\n"
)


class FakePrinter:
    """Takes print jobs on a thread of its own; `jobs` are those that came whole, in order.

    `mode` is fine, hang (takes the connection, reads nothing), half (reads a little, then hangs up
    hard) or slow (reads a byte at a time for a while). `switch_off` refuses every connection,
    `switch_on` comes back at the same port.
    """

    def __init__(self, mode: str = "fine", answer: bytes = b"") -> None:
        self.mode, self.answer = mode, answer
        self.jobs: list[bytes] = []
        self.connections = 0
        self.accepted: Callable[[], object] = lambda: None
        self._wake = threading.Event()
        self._listening: socket.socket | None = None
        self._threads: list[threading.Thread] = []
        self._port = 0
        self.switch_on()

    @property
    def address(self) -> str:
        return f"tcp://127.0.0.1:{self._port}"

    def switch_on(self) -> None:
        listening = socket.socket()
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(("127.0.0.1", self._port))
        listening.listen(8)
        self._port = listening.getsockname()[1]
        self._listening = listening
        self._begin(self._accept, listening)

    def switch_off(self) -> None:
        if self._listening is not None:
            # Closed alone it would go on to wait in accept.
            self._listening.shutdown(socket.SHUT_RDWR)
            self._listening.close()
            self._listening = None

    def release(self) -> None:
        """End every connection that hangs."""
        self._wake.set()

    def __enter__(self) -> "FakePrinter":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:  # fmt: skip
        self.release()
        self.switch_off()
        for thread in self._threads:
            thread.join(30)

    def _begin(self, work: Callable[..., None], *of: object) -> None:
        self._threads.append(threading.Thread(target=work, args=of, daemon=True))
        self._threads[-1].start()

    def _accept(self, listening: socket.socket) -> None:
        while True:
            try:
                line, _ = listening.accept()
            except OSError:
                return
            self.connections += 1
            self.accepted()
            self._begin(self._take, line, self.mode)

    def _take(self, line: socket.socket, mode: str) -> None:
        with line:
            if mode == "hang":
                self._wake.wait(60)
                return
            job = b""
            while part := line.recv(1 if mode == "slow" and len(job) < 50 else 65536):
                job += part
                if job == b"~HS" or job.endswith(b"\x1biS"):
                    line.sendall(self.answer)
                    if self.answer:
                        return
                    job = b""
                if mode == "half":
                    # Hung up hard, as by pulling the plug: what is not read is thrown away.
                    line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                    return
            if job:
                self.jobs.append(job)
