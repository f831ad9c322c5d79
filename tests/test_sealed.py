"""Secrets in the database: sealed, opened by each key, changed from one key to another."""

from pathlib import Path

import pytest
from click.testing import CliRunner
from pydantic import SecretStr
from sqlalchemy import select

from corpus.settings import BadSetting, Settings
from desk import doctor_desk, hooks, people, sealed, second_factor
from desk.__main__ import main
from desk.announcing import NAMES
from desk.desk import Desk
from desk.role import Role
from desk.schema import hooks as hooks_table
from desk.schema import people as people_table
from desk.sealed import CannotOpen, Seal
from tests.fakes.databases import database_at
from tests.fakes.people import join

OLD, NEW = sealed.new_key(), sealed.new_key()
SECRET = hooks.new_secret()
PLACE, OTHER = hooks_table.c.secret, people_table.c.totp


def seal(*keys: str) -> Seal:
    return Seal.of(SecretStr(",".join(keys)))


def opened(url: str, *keys: str) -> Desk:
    return Desk.open(url, seal=seal(*keys))


@pytest.fixture
def url(tmp_path: Path) -> str:
    return database_at(tmp_path / "desk.db")


@pytest.fixture
def filled(url: str) -> str:
    """A desk under the old key: a hook, and somebody with a second factor."""
    desk = opened(url, OLD)
    lan = join(desk, "lan", Role.LEAD)
    with desk.begin() as work:
        hooks.add(work, "https://example.org/", NAMES, SECRET, words=False, private=False)
        people.set_totp(work, lan.id, second_factor.new_secret())
    desk.close()
    return url


def kept(desk: Desk) -> list[str]:
    with desk.database.reading() as connection:
        rows = [connection.execute(select(place)).scalars() for place in (PLACE, OTHER)]
        return [one for row in rows for one in row if one]


def secret_of(desk: Desk) -> str:
    with desk.database.reading() as connection:
        hook = hooks.find(connection, 1)
    assert hook is not None
    return hook.secret


def test_who_has_the_database_alone_reads_no_secret(filled: str) -> None:
    desk = opened(filled, OLD)
    assert all(one.startswith(sealed.MARK) for one in kept(desk))
    assert not any(SECRET in one for one in kept(desk))
    assert secret_of(desk) == SECRET
    desk.close()


@pytest.mark.parametrize("keys", [(), (NEW,)])
def test_without_the_key_nothing_is_opened_and_nothing_passes(
    filled: str, keys: tuple[str, ...]
) -> None:
    desk = opened(filled, *keys)
    with pytest.raises(CannotOpen):
        secret_of(desk)
    with desk.database.reading() as connection:
        with pytest.raises(CannotOpen):
            people.keys_of(connection, "lan")
        assert len(hooks.listed(connection)) == 1
        assert sealed.standing(connection) == (0, 2)
    desk.close()


def test_a_form_that_is_sent_twice_makes_one_hook(filled: str) -> None:
    desk = opened(filled, OLD)
    with desk.begin() as work:
        again = hooks.add(work, "https://example.org/", NAMES, SECRET, words=False, private=False)
    assert (again.id, again.secret) == (1, SECRET)
    desk.close()


def test_a_sealed_secret_fits_no_other_place_and_no_letter_of_it_can_be_changed() -> None:
    text = seal(OLD).close(SECRET, PLACE)
    assert seal(NEW, OLD).open(text, PLACE) == SECRET
    with pytest.raises(CannotOpen):
        seal(OLD).open(text, OTHER)
    for at in (len(sealed.MARK), len(text) - 6):
        changed = text[:at] + ("A" if text[at] != "A" else "B") + text[at + 1 :]
        with pytest.raises(CannotOpen):
            seal(OLD).open(changed, PLACE)


def test_what_stood_in_clear_is_sealed_and_the_key_is_changed(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MOTCHAM_DATABASE_URL", url)
    desk = opened(url)
    with desk.begin() as work:
        hooks.add(work, "https://example.org/", NAMES, SECRET, words=False, private=False)
    assert kept(desk) == [SECRET]
    run = CliRunner().invoke
    assert "MOTCHAM_SECRETS_KEY is empty" in run(main, ["secrets", "reseal"]).output
    [clear] = doctor_desk.secrets(Settings.load())
    assert (clear.state, "1 secrets" in clear.says) == ("note", True)
    for keys, done in ((OLD, 1), (f"{NEW},{OLD}", 1), (NEW, 0)):
        monkeypatch.setenv("MOTCHAM_SECRETS_KEY", keys)
        assert f"{done} secrets were sealed" in run(main, ["secrets", "reseal"]).output
        assert next(iter(doctor_desk.secrets(Settings.load()))).state == "ok"
    assert secret_of(opened(url, NEW)) == SECRET
    monkeypatch.setenv("MOTCHAM_SECRETS_KEY", OLD)
    assert "set that one too" in run(main, ["secrets", "reseal"]).output
    assert next(iter(doctor_desk.secrets(Settings.load()))).state == "wrong"
    desk.close()


def test_a_key_is_printed_and_a_wrong_one_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    printed = CliRunner().invoke(main, ["secrets", "new-key"]).output.strip()
    monkeypatch.setenv("MOTCHAM_SECRETS_KEY", f"{printed}, {NEW}")
    assert Seal.of(Settings.load().secrets_key).seals
    for bad in ("geheim", f"{NEW},x", NEW[:-8]):
        monkeypatch.setenv("MOTCHAM_SECRETS_KEY", bad)
        with pytest.raises(BadSetting):
            Settings.load()
