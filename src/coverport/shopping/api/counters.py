"""Requests counted by several processes at once: a small file that all of them map, each row of it locked while it is changed.

A client is known by a hash with a secret of the file's own, so that the file tells nobody who asked. Rows stand in groups; a group that
is full forgets whom it has not heard of for the longest time. A process that dies lets go of its lock, and at most one count is lost.
"""

import fcntl
import hashlib
import mmap
import os
import secrets
import struct
import threading
from functools import lru_cache
from pathlib import Path

GROUPS, ROWS = 2048, 8
# A client's hash, the second and the minute that were counted last, and how many requests fell into each.
_ROW = struct.Struct("<QIIII")
_GROUP = _ROW.size * ROWS
_SECRET = 32
_SIZE = _SECRET + GROUPS * _GROUP


class Counters:
    """The table in a file, made where there is none."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        self._fill()
        self.table = mmap.mmap(self.file, _SIZE)
        self.secret = self.table[:_SECRET]
        # Locks on a file are the process's; its threads need one of their own.
        self.lock = threading.Lock()
        self.place = lru_cache(maxsize=1024)(self._place)

    def _fill(self) -> None:
        fcntl.lockf(self.file, fcntl.LOCK_EX, _SECRET)
        try:
            if os.fstat(self.file).st_size != _SIZE:
                os.ftruncate(self.file, 0)
                os.ftruncate(self.file, _SIZE)
                os.pwrite(self.file, secrets.token_bytes(_SECRET), 0)
        finally:
            fcntl.lockf(self.file, fcntl.LOCK_UN, _SECRET)

    def add(self, client: str, at: int, most: tuple[int, int] = (0, 0)) -> tuple[int, int]:
        """Count one request of a client in second `at` of the clock; how many it made in this second and this minute.

        most: so many are counted (0: any number). One beyond is told with the others, and not kept: whoever waits has lost nothing.
        """
        key, begins = self.place(client)
        with self.lock:
            fcntl.lockf(self.file, fcntl.LOCK_EX, _GROUP, begins)
            try:
                return self._counted(key, begins, at, most)
            finally:
                fcntl.lockf(self.file, fcntl.LOCK_UN, _GROUP, begins)

    def _place(self, client: str) -> tuple[int, int]:
        """(the client's hash, where its group begins)."""
        digest = hashlib.blake2b(client.encode(errors="replace"), digest_size=8, key=self.secret).digest()
        key = int.from_bytes(digest, "little") or 1
        return key, _SECRET + key % GROUPS * _GROUP

    def _counted(self, key: int, begins: int, at: int, most: tuple[int, int]) -> tuple[int, int]:
        row, second, minute, in_second, in_minute = self._row_of(key, begins)
        # A clock that was put back begins a window anew.
        in_second = in_second + 1 if second == at else 1
        in_minute = in_minute + 1 if minute == at // 60 else 1
        if not (0 < most[0] < in_second or 0 < most[1] < in_minute):
            _ROW.pack_into(self.table, row, key, at, at // 60, in_second, in_minute)
        return in_second, in_minute

    def _row_of(self, key: int, begins: int) -> tuple[int, int, int, int, int]:
        """(where the client's row is, what it says); else the row that is given up for it, as new."""
        oldest, since = begins, 1 << 32
        for row in range(begins, begins + _GROUP, _ROW.size):
            known, second, minute, in_second, in_minute = _ROW.unpack_from(self.table, row)
            if known == key:
                return row, second, minute, in_second, in_minute
            if second < since:
                oldest, since = row, second
        return oldest, 0, 0, 0, 0

    def forget(self) -> None:
        """Begin anew with everybody."""
        with self.lock:
            self.table[_SECRET:] = bytes(_SIZE - _SECRET)
