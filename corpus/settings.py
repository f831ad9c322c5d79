"""Every setting of the project, read once at the door of each program and handed in.

Names in the environment or in ``.env``: ``MOTCHAM_`` and the name in capitals;
Telegram's two carry their customary names. ``.env.example`` lists them all.
"""

import base64
import difflib
import io
import os
import re
from pathlib import Path
from typing import Literal, Self
from urllib.parse import urlsplit

from dotenv import dotenv_values
from dotenv.parser import parse_stream
from pydantic import (
    AliasChoices,
    Field,
    SecretStr,
    ValidationError,
    field_validator,
    model_validator,
)
from pydantic_settings import BaseSettings, SettingsConfigDict

PREFIX = "MOTCHAM_"
ENV_FILE = ".env"
STORE_KEYS = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")  # boto3 takes them from the environment
_ENCODING = "utf-8-sig"  # some editors put a mark before the first name


class BadSetting(Exception):
    """A setting is unknown or has a value that cannot be used; the message says which."""


class Settings(BaseSettings):
    """See ``.env.example`` for what each is for."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_file=ENV_FILE,
        env_file_encoding=_ENCODING,
        extra="ignore",
        frozen=True,
        env_ignore_empty=True,
    )

    data: Path = Path("var")
    corpus: str = "corpus/starter"
    read_workers: int = Field(default=2, ge=1, le=64)
    read_seconds: float = Field(default=55, ge=1, le=86_400)
    read_memory: int = Field(default=3000, ge=500)
    model: str = "multilingual-e5-small"
    model_download: bool = False
    database_url: str = ""
    vectors: Literal["files", "pgvector"] = "files"
    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=1, le=65535)
    public_url: str = ""
    hotline: str = Field(default="", max_length=300)
    desk_password: SecretStr = SecretStr("")
    log: Literal["", "json", "text"] = ""
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    metrics_token: SecretStr = SecretStr("")
    bot_metrics_port: int = Field(default=0, ge=0, le=65535)
    team_chat: str = Field(default="", pattern=r"^(-?[0-9]{1,18})?$")
    queues: str = ""
    hooks_private: bool = False
    secrets_key: SecretStr = SecretStr("")
    api_works: bool = True
    index_store: str = ""
    s3_endpoint: str = ""
    library_second: Literal["off", "publish", "always"] = "off"
    keep_months: int = Field(default=24, ge=0, le=1200)
    oidc_issuer: str = ""
    oidc_client_id: str = ""
    oidc_client_secret: SecretStr = SecretStr("")
    oidc_label: str = Field(default="", max_length=60)
    composer_url: str = ""
    composer_model: str = ""
    composer_key: SecretStr = SecretStr("")
    composer_seconds: float = Field(default=4, gt=0, le=60)
    telegram_bot_token: SecretStr = Field(
        default=SecretStr(""), validation_alias=AliasChoices("TELEGRAM_BOT_TOKEN")
    )
    telegram_base_url: str = Field(
        default="https://api.telegram.org", validation_alias=AliasChoices("TELEGRAM_BASE_URL")
    )

    @field_validator("composer_url", "s3_endpoint", "telegram_base_url")
    @classmethod
    def _begins_with_http(cls, url: str) -> str:
        if url and not re.fullmatch(r"https?://[^/\s]\S*", url):
            raise ValueError("this is no address: it begins with http:// or https://")
        return url

    @field_validator("composer_url", "public_url", "s3_endpoint", "telegram_base_url")
    @classmethod
    def _names_a_server(cls, url: str) -> str:
        try:
            port = urlsplit(url).port
        except ValueError as error:
            raise ValueError(f"this is no address of a server ({error})") from None
        if port == 0:
            raise ValueError("this is no address of a server (port 0)")
        return url

    @field_validator("composer_key", "oidc_client_secret")
    @classmethod
    def _fits_a_header(cls, key: SecretStr) -> SecretStr:
        given = key.get_secret_value()
        if not (given.isascii() and given.isprintable()):
            raise ValueError("a key consists of the letters of plain ASCII")
        return key

    @field_validator("secrets_key")
    @classmethod
    def _are_keys(cls, told: SecretStr) -> SecretStr:
        keys = "".join(told.get_secret_value().split())
        for key in keys.split(",") if keys else ():
            try:
                size = len(base64.urlsafe_b64decode(key))
            except ValueError:
                size = 0
            if size != 64:
                raise ValueError("each key is one that python -m desk secrets new-key prints")
        return SecretStr(keys)

    @field_validator("database_url")
    @classmethod
    def _hides_its_password(cls, address: str) -> str:
        """What stands before the @ is starred in logs and left out of back-ups."""
        if re.search(r"[?&]\s*password=", address, re.IGNORECASE):
            raise ValueError(
                "write the password before the @: postgresql://user:password@host/name"
            )
        return address

    @field_validator("oidc_issuer")
    @classmethod
    def _is_private(cls, issuer: str) -> str:
        try:
            parts = urlsplit(issuer)
        except ValueError as error:
            raise ValueError(f"this is no address of a server ({error})") from None
        here = parts.scheme == "http" and parts.hostname in ("127.0.0.1", "localhost")
        if issuer and not (parts.hostname and (parts.scheme == "https" or here)):
            raise ValueError("it begins with https:// (http:// only on this very machine)")
        return issuer

    @model_validator(mode="after")
    def _vectors_have_a_server(self) -> Self:
        if self.vectors == "pgvector" and not self.database_url.startswith("postgres"):
            raise ValueError(
                "MOTCHAM_VECTORS=pgvector needs a PostgreSQL server in MOTCHAM_DATABASE_URL"
            )
        return self

    @model_validator(mode="after")
    def _whole_or_not_at_all(self) -> Self:
        """Sign-in by another server: what names it and what it knows us by."""
        parts = {
            "OIDC_ISSUER": self.oidc_issuer,
            "OIDC_CLIENT_ID": self.oidc_client_id,
            "OIDC_CLIENT_SECRET": self.oidc_client_secret.get_secret_value(),
        }
        missing = [PREFIX + name for name, value in parts.items() if not value]
        if missing and len(missing) < len(parts):
            raise ValueError(
                f"{' and '.join(missing)} missing: sign-in by OIDC needs all of "
                + ", ".join(PREFIX + name for name in parts)
            )
        return self

    @property
    def database(self) -> str:
        """The address of the state, as SQLAlchemy takes it."""
        return self.database_url or f"sqlite:///{(self.data / 'motcham.db').absolute()}"

    @property
    def index(self) -> Path:
        """Where index generations are kept."""
        return self.data / "index"

    @property
    def secrets(self) -> tuple[str, ...]:
        """What must show nowhere: of the bot's token the half that is secret."""
        given = (self.desk_password, self.composer_key, self.metrics_token, self.oidc_client_secret)
        token = self.telegram_bot_token.get_secret_value().rpartition(":")[2]
        keys = self.secrets_key.get_secret_value().split(",")
        store = os.environ.get(STORE_KEYS[1], "")
        try:
            password = urlsplit(self.database_url).password
        except ValueError:
            password = None
        every = (*(one.get_secret_value() for one in given), token, password or "", *keys, store)
        return tuple(one for one in every if one)

    @property
    def corpus_paths(self) -> tuple[Path, ...]:
        """The folders that ``sync`` reads when it is given none."""
        return tuple(Path(part) for part in self.corpus.split(os.pathsep) if part)

    @classmethod
    def load(cls) -> "Settings":
        """Read the environment and ``.env``.

        What begins with ``AWS_`` in the file goes into the environment: boto3 looks there alone.

        Raises:
            BadSetting: a name with our prefix that no setting has, or a value that does not fit.
        """
        told = _in_dotenv()
        known = {PREFIX + name.upper() for name in cls.model_fields} - {
            PREFIX + "TELEGRAM_BOT_TOKEN",
            PREFIX + "TELEGRAM_BASE_URL",
        }
        for name in [*os.environ, *told]:
            if name.startswith(PREFIX) and name not in known:
                near = difflib.get_close_matches(name, known, n=1)
                hint = f"; did you mean {near[0]}?" if near else "; .env.example lists all settings"
                raise BadSetting(f"unknown setting {name}{hint}")
        for name, value in told.items():
            if name.startswith("AWS_") and value:
                os.environ.setdefault(name, value)
        try:
            return cls()
        except ValidationError as error:
            first = error.errors()[0]
            if not first["loc"]:  # about several settings, which it names itself
                raise BadSetting(first["msg"].removeprefix("Value error, ")) from None
            name = str(first["loc"][0]).upper()
            name = name if name.startswith("TELEGRAM_") else PREFIX + name
            raise BadSetting(f"setting {name}: {first['msg']}") from None


def _in_dotenv() -> dict[str, str | None]:
    file = Path(ENV_FILE).absolute()
    try:
        text = file.read_text(encoding=_ENCODING)
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", "") or "it is no text in UTF-8"
        raise BadSetting(f"{file} cannot be read: {reason}") from None
    for line in parse_stream(io.StringIO(text)):
        if line.error:  # its words may be secret
            where = f"{file}, line {line.original.line}"
            raise BadSetting(f"{where}: not NAME=value, or a quotation mark is not closed")
    return dotenv_values(stream=io.StringIO(text))
