"""Settings are read once, and what cannot be used is said."""

import os
from pathlib import Path

import boto3
import pytest

from corpus.settings import BadSetting, Settings


@pytest.fixture(autouse=True)
def empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder without a .env, and an environment without our settings."""
    monkeypatch.chdir(tmp_path)
    for name in ("MOTCHAM_DATA", "MOTCHAM_PORT", "TELEGRAM_BOT_TOKEN", "TELEGRAM_BASE_URL"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def test_without_any_setting_state_lies_in_var() -> None:
    settings = Settings.load()
    assert settings.index == Path("var/index")
    assert settings.database.endswith("/var/motcham.db")


def test_an_unknown_setting_is_named_with_its_likely_meaning(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("MOTCHAM_DATTA", "x")
    with pytest.raises(BadSetting, match="MOTCHAM_DATTA; did you mean MOTCHAM_DATA"):
        Settings.load()


def test_an_unknown_setting_in_the_file_is_named_too(empty_folder: Path) -> None:
    (empty_folder / ".env").write_text("# comment\nMOTCHAM_PROT=80\n")
    with pytest.raises(BadSetting, match="MOTCHAM_PROT"):
        Settings.load()


def test_a_value_that_does_not_fit_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOTCHAM_PORT", "eighty")
    with pytest.raises(BadSetting, match="MOTCHAM_PORT"):
        Settings.load()


def test_a_database_password_stands_where_it_is_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOTCHAM_DATABASE_URL", "postgresql://tổ@máy/desk?password=bí%20mật")
    with pytest.raises(BadSetting, match="before the @") as told:
        Settings.load()
    assert "mật" not in str(told.value)


def test_the_file_gives_telegrams_names(empty_folder: Path) -> None:
    (empty_folder / ".env").write_text("TELEGRAM_BOT_TOKEN=1:a\n")
    assert Settings.load().telegram_bot_token.get_secret_value() == "1:a"


def test_the_file_gives_the_store_its_keys_and_the_environment_wins(
    empty_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "put back afterwards")
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_DEFAULT_REGION", "hanoi")
    lines = "AWS_ACCESS_KEY_ID=a\nexport AWS_SECRET_ACCESS_KEY='b c'\nAWS_DEFAULT_REGION=hue\n"
    (empty_folder / ".env").write_text(lines)
    Settings.load()
    keys = boto3.Session().get_credentials()
    assert (keys.access_key, keys.secret_key) == ("a", "b c")
    assert os.environ["AWS_DEFAULT_REGION"] == "hanoi"


def test_a_file_that_cannot_be_read_is_named(empty_folder: Path) -> None:
    (empty_folder / ".env").write_bytes("MOTCHAM_HOTLINE=Sở".encode("utf-16"))
    with pytest.raises(BadSetting, match=r"\.env cannot be read"):
        Settings.load()


def test_secrets_do_not_show_when_settings_are_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "123:whispered")
    monkeypatch.setenv("MOTCHAM_DESK_PASSWORD", "hush")
    assert "whispered" not in repr(Settings.load())
    assert "hush" not in repr(Settings.load())


def test_a_file_of_another_editor_is_read(empty_folder: Path) -> None:
    written = b'\xef\xbb\xbfMOTCHAM_PORT=81\r\nexport MOTCHAM_HOST="0.0.0.0" # all\r\n'
    (empty_folder / ".env").write_bytes(written)
    settings = Settings.load()
    assert (settings.port, settings.host) == (81, "0.0.0.0")


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ("MOTCHAM_PORT=81\n".encode("utf-16"), "no text in UTF-8"),
        (b"MOTCHAM_HOTLINE='0123\nMOTCHAM_PORT=81\n", r"\.env, line 1: .* mark is not closed"),
        (b"export MOTCHAM_PROT=81\n", "MOTCHAM_PROT; did you mean MOTCHAM_PORT"),
        (b"MOTCHAM_PUBLIC_URL=http://[\n", "MOTCHAM_PUBLIC_URL: .*no address of a server"),
        (b"TELEGRAM_BASE_URL=nonsense\n", "^setting TELEGRAM_BASE_URL: .*no address"),
        (b"MOTCHAM_READ_SECONDS=inf\n", "MOTCHAM_READ_SECONDS"),
    ],
)
def test_a_file_that_cannot_be_used_is_told(empty_folder: Path, written: bytes, says: str) -> None:
    (empty_folder / ".env").write_bytes(written)
    with pytest.raises(BadSetting, match=says):
        Settings.load()
