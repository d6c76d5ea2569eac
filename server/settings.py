"""Settings of the server and its workers: environment variables `VETLOOP_<NAME>`, command-line options over them."""

from __future__ import annotations

import ipaddress
import os
from pathlib import Path
from typing import Annotated

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from sandbox.backends.warm import pods_for
from sandbox.data_folder import data_folder, make_readable_folder


class Settings(BaseSettings):
    """What may be chosen; the defaults run everything on one machine with nothing to install or start."""

    model_config = SettingsConfigDict(env_prefix="VETLOOP_", frozen=True, extra="forbid")

    data: Path = Field(default_factory=data_folder, description="database, blobs and toolchains lie here")
    database_url: str = Field(default="", description="SQLAlchemy URL; empty: SQLite in the data folder")
    packs: Annotated[tuple[Path, ...], NoDecode] = Field(
        default=(), description="pack folders beside the built-in one; in the environment with commas between"
    )
    backend: str | None = Field(default=None, description="sandbox backend; none: the strongest that works here")
    workers: int = Field(
        default_factory=lambda: os.cpu_count() or 1, ge=0, le=256, description="0: none in this process"
    )
    warm_pods: int | None = Field(
        default=None,
        ge=0,
        le=64,
        description="pre-started sandboxes; none: one of every kind, at least two a worker, as far as memory goes;"
        " 0: every one from cold",
    )
    host: str = "127.0.0.1"
    port: int = Field(default=8765, ge=0, le=65535)
    allowed_hosts: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(),
        description="host names, without port, under which the server may be called, beside loopback and `host`",
    )
    max_body_bytes: int = Field(default=8 * 1024 * 1024, ge=1024)
    requests_per_second: float = Field(default=50.0, gt=0, description="sustained, per token or address")
    request_burst: int = Field(default=200, ge=1)
    trial_lease_s: float = Field(
        default=3600.0, gt=0, description="a trial nobody touches for this long may be taken over"
    )
    trial_leases: int = Field(
        default=3, ge=1, description="leases without any attempt until a trial is `no_submission`"
    )
    attempt_lease_s: float = Field(default=60.0, gt=0, description="a worker silent for this long has lost its attempt")
    attempt_claims: int = Field(
        default=25, ge=1, description="claims of one attempt that ended in silence until we give up"
    )
    retries: int = Field(default=3, ge=0, description="repeats after our own failure, then `no_verdict`")
    retry_backoff_s: float = Field(
        default=5.0, ge=0, description="wait before the first repeat; doubled for each further one"
    )
    poll_s: float = Field(default=0.5, gt=0, description="how often idle workers look for attempts of other processes")
    stop_grace_s: float = Field(default=20.0, ge=0, description="how long a stop waits for running attempts")
    recheck_share: float = Field(
        default=0.02, ge=0, le=1, description="share of reusable verdicts that are reached anew"
    )

    @field_validator("packs", "allowed_hosts", mode="before")
    @classmethod
    def _listed(cls, value: object) -> object:
        """Environment variables hold lists with commas."""
        return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value

    @property
    def private(self) -> Path:
        """Folder of database, blobs and locks. Ours alone: agents and sandboxes share the machine."""
        folder = self.data / "store"
        make_readable_folder(self.data)
        folder.mkdir(mode=0o700, exist_ok=True)
        return folder

    @property
    def warm(self) -> int:
        """How many sandboxes are kept pre-started."""
        return pods_for(self.workers) if self.warm_pods is None else self.warm_pods

    @property
    def url(self) -> str:
        """The database URL in use."""
        return self.database_url or f"sqlite:///{self.private / 'vetloop.db'}"

    @property
    def hosts(self) -> frozenset[str]:
        """Names the server answers to, without port, in lower case."""
        own = {self.host.lower()} - {"0.0.0.0", "::"}
        return frozenset({"localhost", "127.0.0.1", "::1", *own, *(name.lower() for name in self.allowed_hosts)})

    @property
    def loopback(self) -> bool:
        """Whether `host` can be reached from this machine only."""
        if self.host == "localhost":
            return True
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return False
