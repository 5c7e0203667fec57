# SPDX-License-Identifier: MIT
"""Pictures made before they are needed, on as many threads as there are cores."""

import os
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType

Pictures = Callable[[str, tuple[int, int]], bytes]
"""Reads a kept picture by its SHA-256: a JPEG upright in a box of px, without any word.

Refuses one that is missing or no picture.
"""

Wanted = tuple[str, tuple[int, int]]


class Ahead:
    """Reads the same pictures, those told of `soon` meanwhile; no more of them than it was told."""

    def __init__(self, pictures: Pictures) -> None:
        self._pictures = pictures
        self._pool = ThreadPoolExecutor(os.cpu_count() or 1, "picture")
        self._coming: dict[Wanted, Future[bytes]] = {}

    def __enter__(self) -> "Ahead":
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self._pool.shutdown(cancel_futures=True)

    def soon(self, wanted: Iterable[Wanted]) -> None:
        """Begin with these, which will be asked for next."""
        for each in wanted:
            if each not in self._coming:
                self._coming[each] = self._pool.submit(self._pictures, *each)

    def __call__(self, sha256: str, box: tuple[int, int]) -> bytes:
        """The picture; raises what reading it raised."""
        coming = self._coming.pop((sha256, box), None)
        return coming.result() if coming else self._pictures(sha256, box)
