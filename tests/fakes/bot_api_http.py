"""The wire of the fake Bot API: /bot<token>/<method>, form fields and files in, JSON out.

Files that people sent are fetched at /file/bot<token>/<path>.
"""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import message_from_bytes
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, unquote

Reply = tuple[int, str] | None  # status and body; None ends the connection without a word
Answer = Callable[[str, str, dict[str, Any]], Reply]
Fetch = Callable[[str, str], bytes | None]  # token and path → a file


def _nothing(_token: str, _path: str) -> bytes | None:
    return None


@contextmanager
def serve(answer: Answer, port: int = 0, fetch: Fetch = _nothing) -> Iterator[str]:
    """Serve on this machine until the end of the block; yields the base address."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            size = int(self.headers.get("Content-Length", 0))
            fields = _fields(self.headers.get("Content-Type", ""), self.rfile.read(size))
            _, bot, method = self.path.split("/", 2)
            reply = answer(bot.removeprefix("bot"), method.casefold(), fields)
            if reply is None:
                self.close_connection = True
                self.connection.shutdown(socket.SHUT_RDWR)
                return
            status, body = reply
            raw = body.encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)

        def do_GET(self) -> None:
            _, _, bot, path = unquote(self.path).split("/", 3)
            raw = fetch(bot.removeprefix("bot"), path)
            self.send_response(200 if raw is not None else 404)
            self.send_header("Content-Length", str(len(raw or b"")))
            self.end_headers()
            self.wfile.write(raw or b"")

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: object) -> None:
            """A bot that was killed leaves broken connections behind."""

    server = Server(("127.0.0.1", port), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _fields(kind: str, body: bytes) -> dict[str, Any]:
    """The fields of a request; a file's value is its name and its bytes."""
    if not kind.startswith("multipart/"):
        return dict(parse_qsl(body.decode(), keep_blank_values=True))
    message = message_from_bytes(f"Content-Type: {kind}\r\n\r\n".encode() + body)
    fields: dict[str, Any] = {}
    for part in message.get_payload():
        assert not isinstance(part, str), "a multipart message has parts"
        name = str(part.get_param("name", header="content-disposition"))
        raw = part.get_payload(decode=True)
        assert isinstance(raw, bytes), "a part that has no parts has bytes"
        file = part.get_filename()
        fields[name] = (file, raw) if file else raw.decode()
    return fields
