# SPDX-License-Identifier: MIT
"""The ways a print job takes: to a port of the network, a raw queue of the system, or a file.

A job that may have reached the printer in part is told from one that did not: the first is never
sent again by the program.
"""

import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from workshop.domain.refused import Refused, Spoken
from workshop.domain.text import shown

PORT = 9100
_TCP, _QUEUE = "tcp://", "queue:"
_HOST = re.compile(r"(?:\[([0-9A-Fa-f:.%]+)\]|([A-Za-z0-9._-]+))(?::(\d{1,5}))?\Z")
# A printer that still closes the connection before refuses the next one for a moment.
_AGAIN = 0.1
_CHUNK = 16 * 1024


class Patience(NamedTuple):
    """Seconds to wait for a connection, for the job to be taken, and for an answer."""

    connect: float = 5.0
    take: float = 10.0
    answer: float = 1.0


PATIENT = Patience()


class NotTaken(Spoken):
    """The printer did not take a job; `begun` where a part of it may have come out."""

    def __init__(self, template: str, *, begun: bool, **facts: object) -> None:
        super().__init__(template, **facts)
        self.begun = begun


def require_address(address: str) -> None:
    """Refuses what is no address of a printer."""
    if address.startswith(_TCP):
        host_and_port(address)
    elif not address.removeprefix(_QUEUE).strip() or "\0" in address:
        raise Refused(
            "The printer needs an address: tcp://192.0.2.7:9100, queue:NAME, or the path of a file."
        )


def host_and_port(address: str) -> tuple[str, int]:
    """The host and port of tcp://HOST[:PORT]; refuses another form."""
    found = _HOST.match(address.removeprefix(_TCP).removesuffix("/"))
    port = int(found[3] or PORT) if found else 0
    if not found or not 1 <= port <= 65535:
        raise Refused("“{address}” is no address of a printer, such as tcp://192.0.2.7:9100.",
                      address=shown(address))  # fmt: skip
    return found[1] or found[2], port


def send(address: str, job: bytes, patience: Patience = PATIENT) -> None:
    """Send a job; when this returns, the whole of it was taken. Raises `NotTaken`."""
    if address.startswith(_TCP):
        _send_by_network(address, job, patience)
    elif address.startswith(_QUEUE):
        _send_to_queue(address.removeprefix(_QUEUE).strip(), job, patience)
    else:
        _write_to_file(Path(address), job)


def ask(address: str, question: bytes, enough: Callable[[bytes], bool],
        patience: Patience = PATIENT) -> bytes:  # fmt: skip
    """What a printer on the network answers to a question; nothing where it does not.

    `enough` says when the answer is whole. Raises `NotTaken` where there is no connection.
    """
    if not address.startswith(_TCP):
        return b""
    answer = b""
    with _connected(address, patience) as line:
        end = time.monotonic() + patience.answer
        try:
            line.sendall(question)
            while not enough(answer) and (left := end - time.monotonic()) > 0:
                line.settimeout(left)
                part = line.recv(_CHUNK)
                if not part:
                    break
                answer += part
        except OSError:
            return b""  # whoever does not answer can still print
    return answer if enough(answer) else b""


def _connected(address: str, patience: Patience) -> socket.socket:
    host, port = host_and_port(address)
    end = time.monotonic() + patience.connect
    while True:
        try:
            line = socket.create_connection((host, port), max(end - time.monotonic(), 0.01))
        except ConnectionRefusedError as error:
            if time.monotonic() + _AGAIN < end:
                time.sleep(_AGAIN)
                continue
            raise _no_printer(address, error) from None
        except OSError as error:
            raise _no_printer(address, error) from None
        line.settimeout(patience.take)
        return line


def _no_printer(address: str, error: OSError) -> NotTaken:
    if isinstance(error, TimeoutError):
        return NotTaken("The printer at {address} does not answer. Is it switched on?",
                        begun=False, address=address)  # fmt: skip
    return NotTaken("The printer at {address} takes no connection: {reason}.",
                    begun=False, address=address, reason=_reason(error))  # fmt: skip


def _send_by_network(address: str, job: bytes, patience: Patience) -> None:
    """Send, then wait until the printer hangs up, too: it has read all of it by then."""
    with _connected(address, patience) as line:
        sent = 0
        try:
            while sent < len(job):
                sent += line.send(job[sent : sent + _CHUNK])
            line.shutdown(socket.SHUT_WR)
            end = time.monotonic() + patience.take
            while (left := end - time.monotonic()) > 0:
                line.settimeout(left)
                if not line.recv(_CHUNK):
                    return
            raise TimeoutError
        except TimeoutError:
            raise NotTaken("The printer at {address} stopped taking what was sent to it.",
                           begun=sent > 0, address=address) from None  # fmt: skip
        except OSError as error:
            raise NotTaken("The printer at {address} broke the connection off: {reason}.",
                           begun=sent > 0, address=address,
                           reason=_reason(error)) from None  # fmt: skip


def _send_to_queue(name: str, job: bytes, patience: Patience) -> None:
    if sys.platform == "win32":
        from workshop.printing.windows_queue import send_raw

        try:
            taken = send_raw(name, job)
        except OSError as error:
            raise NotTaken("The print queue {name} takes nothing: {reason}.",
                           begun=False, name=name, reason=_reason(error)) from None  # fmt: skip
        if taken != len(job):
            raise NotTaken("The print queue {name} did not answer.", begun=True, name=name)
        return
    command = ["lp", "-d", name, "-o", "raw", "-t", "labels", "--", "-"]
    try:
        done = subprocess.run(command, input=job, capture_output=True, timeout=patience.take)
    except OSError:
        raise NotTaken("This computer has no command lp, so it has no print queues.",
                       begun=False) from None  # fmt: skip
    except subprocess.TimeoutExpired:
        raise NotTaken("The print queue {name} did not answer.", begun=True, name=name) from None
    if done.returncode:
        said = " ".join(done.stderr.decode("utf-8", "replace").split())
        raise NotTaken("The print queue {name} takes nothing: {reason}.",
                       begun=False, name=name, reason=shown(said.rstrip(".")))  # fmt: skip


def _write_to_file(path: Path, job: bytes) -> None:
    """Add a job to a file, which may be a device such as a USB port."""
    try:
        file = path.open("ab", buffering=0)
    except OSError as error:
        raise NotTaken("{file} cannot be written: {reason}.",
                       begun=False, file=str(path), reason=_reason(error)) from None  # fmt: skip
    with file:
        sent = 0
        try:
            while sent < len(job):
                sent += file.write(job[sent:]) or 0
        except OSError as error:
            raise NotTaken("{file} cannot be written: {reason}.", begun=sent > 0,
                           file=str(path), reason=_reason(error)) from None  # fmt: skip


def _reason(error: OSError) -> str:
    return error.strerror or str(error)
