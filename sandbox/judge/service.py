"""The services of a case as a test sees them: the judge's own way to the database, behind the target's back."""

from __future__ import annotations

import time
from typing import Any

from .control import Control
from .errors import HarnessError, StatementFailed, TargetError
from .postgres import PostgresClient
from .redis import RedisClient

ANSWER_S = 5.0
PAUSE_S = 0.003
NOT_READY = "57P03"
"""PostgreSQL's SQLSTATE while it starts"""


class Service:
    """Connections to what stack.toml names under `needs`, for as long as the current target runs."""

    def __init__(self, control: Control, trees: str, names: list[str], start_s: float) -> None:
        self._control = control
        self._trees = trees
        self._names = names
        self._start_s = start_s
        self._clients: dict[str, Any] = {}

    def query(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        """Run SQL as the superuser; `$1`, `$2` … stand for `values`.

        Numbers and booleans come back as such, NULL as None, everything else as PostgreSQL's text.
        Raises `StatementFailed` (a `TargetError`) if PostgreSQL refuses it.
        """
        rows: list[tuple[Any, ...]] = self._client("postgres").query(statement, values)
        return rows

    def command(self, *words: object) -> Any:
        """Run a Redis command, one argument per word: `command("GET", "k")` → text or None.

        Raises `StatementFailed` (a `TargetError`) if Redis refuses it.
        """
        return self._client("redis").command(*words)

    def start(self) -> None:
        """Have fresh services started, and wait until they take connections. Raises `HarnessError` if they don't."""
        if not self._names:
            return
        for client in self._clients.values():
            client.close()
        self._clients.clear()
        started = self._control.ask("start_services")["services"]
        for item in started:
            self._clients[item["name"]] = self._await(item)

    def fallen(self) -> str:
        """Which services ended without the target's doing, and how; empty if none did."""
        return str(self._control.ask("fallen_services")["fallen"]) if self._names else ""

    def _client(self, name: str) -> Any:
        if name not in self._names:
            raise HarnessError(f"a test uses {name}, which stack.toml does not name under needs")
        return self._clients[name]

    def _await(self, item: dict[str, Any]) -> Any:
        end = time.monotonic() + self._start_s
        while True:
            try:
                return self._connect(item)
            except (OSError, TargetError) as error:
                if not isinstance(error, (FileNotFoundError, ConnectionRefusedError)) and not _starting(error):
                    raise HarnessError(f"{item['name']} refused the judge: {error}") from None
                if fallen := self.fallen():
                    raise HarnessError(fallen) from None
                if time.monotonic() > end:
                    raise HarnessError(f"{item['name']} was not ready within {self._start_s:g} s") from None
            time.sleep(PAUSE_S)

    def _connect(self, item: dict[str, Any]) -> Any:
        folder = f"{self._trees}/{item['folder']}"
        if item["name"] == "redis":
            return RedisClient(f"{folder}/redis.sock", item["password"], ANSWER_S)
        client = PostgresClient(f"{folder}/.s.PGSQL.{item['port']}", "judge", "app", ANSWER_S)
        client.query(f"ALTER ROLE app PASSWORD '{item['password']}'")
        return client


def _starting(error: Exception) -> bool:
    return isinstance(error, StatementFailed) and error.code in {NOT_READY, "LOADING"}
