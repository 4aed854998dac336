"""One SQLite file that many processes and threads may write at once."""

from __future__ import annotations

import os
import sqlite3
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from eigendata_assets.errors import InputError

WAIT_SECONDS = 60.0

Values = Sequence[Any] | dict[str, Any]


class SqliteFile:
    """A SQLite file in WAL mode; `make_tables` may be run on a file that has the tables already.

    Every statement is its own transaction, on disk (in the operating system's care) when the method returns: a killed
    process loses nothing, a power cut may lose the last statements but never the file. After a fork the child opens
    its own connection. Raises `InputError` naming the file when it is no SQLite file.
    """

    def __init__(self, path: Path, make_tables: Callable[[Database], object]) -> None:
        self.path, self._make_tables = path, make_tables
        self._lock = threading.RLock()
        self._database: Database | None = None
        self._inherited: Database | None = None
        self._owner = 0

    def write(self, sql: str, values: Values = ()) -> int:
        """Run one statement; the number of rows it changed."""
        with self._lock:
            return self._opened().execute(sql, values).rowcount

    def rows(self, sql: str, values: Values = ()) -> list[tuple[Any, ...]]:
        """All rows of a query."""
        with self._lock:
            return self._opened().execute(sql, values).fetchall()

    def open(self) -> None:
        """The file is there with its tables, or `InputError` says why not."""
        with self._lock:
            self._opened()

    def close(self) -> None:
        """Close the file; the next statement opens it again."""
        with self._lock:
            if self._database is not None and self._owner == os.getpid():
                self._database.close()
            self._database = None

    def __del__(self) -> None:
        self.close()

    def _opened(self) -> Database:
        if self._database is None or self._owner != os.getpid():
            self._inherited = self._database  # kept, because closing it here would disturb the parent's
            self._database, self._owner = self._open(), os.getpid()
        return self._database

    def _open(self) -> Database:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            connection = sqlite3.connect(self.path, timeout=WAIT_SECONDS, isolation_level=None, check_same_thread=False)
        except (OSError, sqlite3.OperationalError) as error:
            raise InputError(f"cannot be opened: {error}", where=(str(self.path),)) from error
        try:
            database = Database(connection)
            _patiently(database.enable_wal)
            connection.execute("PRAGMA synchronous=NORMAL")
            _patiently(lambda: self._make_tables(database))
        except sqlite3.DatabaseError as error:
            connection.close()
            raise InputError(f"cannot be used: {error}", where=(str(self.path),), hint="Move it away.") from error
        return database


def _patiently(step: Callable[[], object]) -> None:
    """Run a step that SQLite refuses at once, without waiting, while another process does the same."""
    give_up = time.monotonic() + WAIT_SECONDS
    while True:
        try:
            step()
            return
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > give_up:
                raise
            time.sleep(0.01)
