"""The application over HTTP on a free port of this machine, for browsers."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from fastapi import FastAPI

from api.__main__ import server_of


@contextmanager
def served(app: FastAPI) -> Iterator[str]:
    """Its address; by the server that the program uses. It has to end when the block does,
    though pages are open."""
    server = server_of(app)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=server.run, args=([listener],))
        thread.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(timeout=10)
            assert not thread.is_alive(), "it does not stop"
