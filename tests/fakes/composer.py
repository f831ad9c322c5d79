"""An OpenAI-compatible server on a real socket that answers as a test tells it to."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Reply = Callable[[BaseHTTPRequestHandler, dict[str, Any]], None]


def saying(text: str) -> Reply:
    """A proper completion of these words."""
    return raw(json.dumps({"choices": [{"message": {"role": "assistant", "content": text}}]}))


def raw(body: str, status: int = 200) -> Reply:
    """These bytes, whatever they are."""

    def reply(handler: BaseHTTPRequestHandler, _asked: dict[str, Any]) -> None:
        content = body.encode()
        handler.send_response(status)
        handler.send_header("content-type", "application/json")
        handler.send_header("content-length", str(len(content)))
        handler.end_headers()
        handler.wfile.write(content)

    return reply


@dataclass
class Server:
    """``asked`` are the requests that came: their path, headers and body."""

    url: str
    reply: Reply
    asked: list[tuple[str, dict[str, str], dict[str, Any]]] = field(default_factory=list)
    closing: threading.Event = field(default_factory=threading.Event)


@contextmanager
def serving(reply: Reply) -> Iterator[Server]:
    server = Server("", reply)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["content-length"])))
            server.asked.append((self.path, dict(self.headers.items()), body))
            try:
                server.reply(self, body)
            except OSError:
                self.close_connection = True  # who asked did not wait

        def log_message(self, format: str, *args: object) -> None:
            """Says nothing."""

    listening = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    listening.daemon_threads = True
    server.url = f"http://127.0.0.1:{listening.server_port}"
    thread = threading.Thread(target=listening.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.closing.set()
        listening.shutdown()
        listening.server_close()
