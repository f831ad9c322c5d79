"""The wire of the fake Bot API: addresses /bot<token>/<method>, form fields in, JSON out."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl

Reply = tuple[int, str] | None  # status and body; None ends the connection without a word
Answer = Callable[[str, str, dict[str, Any]], Reply]


@contextmanager
def serve(answer: Answer, port: int = 0) -> Iterator[str]:
    """Serve on this machine until the end of the block; yields the base address."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            size = int(self.headers.get("Content-Length", 0))
            fields = dict(parse_qsl(self.rfile.read(size).decode(), keep_blank_values=True))
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
