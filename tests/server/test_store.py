"""Blobs, transactions and migrations."""

from __future__ import annotations

import os
import sqlite3
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from cases.files import FileSet
from server.house import House
from server.services import leases, submissions
from server.settings import Settings
from server.store.blobs import BlobError, BlobStore
from server.store.engine import open_engine
from server.store.schema import HEAD, MIGRATIONS, SchemaError, ensure_schema
from server.store.tables import Row, Token, VerdictRow
from tools.contract import Caller, StartedCase

NAMES = st.text("abcdefghijklmnopqrstuvwxyz0123456789_-", min_size=1, max_size=12).map(lambda name: f"f{name}")


@given(st.dictionaries(NAMES, st.binary(max_size=300), max_size=8))
def test_a_file_set_comes_back_as_it_was_under_its_digest(files: dict[str, bytes]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        blobs, stored = BlobStore(Path(folder)), FileSet.of(files)
        assert blobs.put_files(stored) == stored.digest
        assert blobs.get_files(stored.digest) == stored


def test_an_altered_or_missing_blob_is_noticed(tmp_path: Path) -> None:
    blobs = BlobStore(tmp_path)
    name = blobs.put(b"evidence")
    (tmp_path / name[:2] / name).write_bytes(b"other evidence")
    with pytest.raises(BlobError, match="altered"):
        blobs.get(name)
    with pytest.raises(BlobError, match="missing"):
        blobs.get("0" * 64)
    with pytest.raises(BlobError, match="no blob name"):
        blobs.get("../../etc/passwd")


def test_a_write_that_fails_leaves_no_temporary_file(tmp_path: Path) -> None:
    blobs = BlobStore(tmp_path)
    names = {blobs.put(bytes([number])) for number in range(20)}
    assert {path.name for path in tmp_path.rglob("*") if path.is_file()} == names


def test_the_migrations_make_exactly_the_tables(house: House) -> None:
    with house.store.engine.connect() as connection:
        context = MigrationContext.configure(connection)
        assert compare_metadata(context, Row.metadata) == []
        assert context.get_current_revision() == HEAD


def test_the_head_in_the_code_is_the_newest_migration() -> None:
    assert ScriptDirectory(str(MIGRATIONS)).get_current_head() == HEAD


def test_a_database_of_the_first_version_is_brought_here_with_what_is_in_it(
    tmp_path: Path, house: House, planned: Callable[..., tuple[str, Caller]], files: Callable[..., dict[str, str]]
) -> None:
    _, caller = planned()
    started = leases.start(house, caller, None, None)
    assert isinstance(started, StartedCase)
    sent = submissions.submit(house, caller, started.trial_id, files("secure"))
    with house.store.engine.begin() as connection:
        connection.execute(text("ALTER TABLE attempts DROP COLUMN tests_passed"))
        connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    ensure_schema(house.store.engine, tmp_path)
    assert submissions.show(house, caller, sent.submission_id).state == "queued"


def test_a_database_of_a_newer_version_is_left_alone(tmp_path: Path, house: House) -> None:
    with house.store.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(SchemaError, match="newer version"):
        ensure_schema(house.store.engine, tmp_path)


def test_sqlite_runs_as_we_need_it(house: House) -> None:
    with house.store.engine.connect() as connection:
        values = [
            connection.execute(text(f"PRAGMA {name}")).scalar()
            for name in ("journal_mode", "foreign_keys", "synchronous")
        ]
    assert values == ["wal", 1, 2]
    with pytest.raises(IntegrityError), house.store.write() as session:
        session.add(Token(name="x", role="agent", run_id="run_none", secret_hash="", created_at=0))


def test_a_write_excludes_other_writers_from_its_first_statement(house: House) -> None:
    with house.store.write() as session:
        session.execute(text("SELECT 1"))
        other = sqlite3.connect(house.store.engine.url.database or "", timeout=0)
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("BEGIN IMMEDIATE")
        other.close()


def test_one_attempt_cannot_have_two_verdicts(house: House) -> None:
    keys = [column.name for column in VerdictRow.__table__.primary_key]  # type: ignore[attr-defined]
    assert keys == ["attempt_id"]


def test_the_folder_of_database_and_blobs_is_ours_alone(house: House) -> None:
    assert house.settings.private.stat().st_mode & 0o777 == 0o700


def test_the_data_folder_itself_is_open_whatever_the_umask(tmp_path: Path) -> None:
    before = os.umask(0o077)
    try:
        settings = Settings(data=tmp_path / "new" / "data")
        assert settings.private.stat().st_mode & 0o777 == 0o700
    finally:
        os.umask(before)
    assert settings.data.stat().st_mode & 0o777 == settings.data.parent.stat().st_mode & 0o777 == 0o755


def test_a_database_elsewhere_gets_its_folder(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path}/a/b/c.db")
    ensure_schema(engine, tmp_path)
    assert (tmp_path / "a" / "b" / "c.db").exists()
    engine.dispose()
