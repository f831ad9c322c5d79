"""All that stands in a database, as text: to look for what must not be there."""

import json

from sqlalchemy import Connection, select

from desk.schema import metadata


def everything(connection: Connection) -> str:
    """Every value of every column of every table; JSON without its escapes."""
    found: list[object] = []
    for table in metadata.sorted_tables:
        for row in connection.execute(select(table)).all():
            found += [
                json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else value
                for value in row
            ]
    return "\n".join(map(str, found))
