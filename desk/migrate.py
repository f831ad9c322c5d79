"""Bringing the tables up to date: the steps are in ``desk/migrations/versions``."""

from functools import lru_cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, inspect
from sqlalchemy.exc import DBAPIError

from desk.errors import DatabaseUnavailable
from desk.refusal import cure
from desk.schema import metadata

_MIXED = (
    "the tables are not what their version says ({}): restore the last backup; nothing was changed"
)
_STEPS = Path(__file__).with_name("migrations")


def is_current(connection: Connection) -> bool:
    """Whether nothing is to be done.

    Raises:
        DatabaseUnavailable: the tables were made by a newer version of the program.
    """
    try:
        found = MigrationContext.configure(connection).get_current_revision()
    except CommandError as error:
        raise DatabaseUnavailable(_MIXED.format(error)) from None
    steps = ScriptDirectory.from_config(configuration())
    if found is not None:
        try:
            steps.get_revision(found)
        except CommandError:
            raise DatabaseUnavailable(
                f"the database is of a newer version ({found}) than this program: "
                "update the program, or restore the backup made before the update"
            ) from None
    return found == steps.get_current_head()


@lru_cache(maxsize=1)
def newest() -> str:
    """The version of the tables that this program works with."""
    return str(ScriptDirectory.from_config(configuration()).get_current_head())


def upgrade(connection: Connection, to: str = "head") -> None:
    """Take the steps that are missing, inside the caller's transaction.

    Raises:
        DatabaseUnavailable: tables with the names of ours are there, made by something else; or
            they are not what their version says.
    """
    found = MigrationContext.configure(connection).get_current_revision()
    strange = set(inspect(connection).get_table_names()) & set(metadata.tables)
    if found is None and strange:
        raise DatabaseUnavailable(
            f"the database holds tables of another program ({', '.join(sorted(strange))}): "
            "name an empty database"
        )
    config = configuration()
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, to)
    except DBAPIError as error:
        if cure(error) is not None:
            raise
        raise DatabaseUnavailable(_MIXED.format(error.orig)) from error


def configuration() -> Config:
    """What an alembic.ini would say."""
    config = Config()
    config.set_main_option("script_location", str(_STEPS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config
