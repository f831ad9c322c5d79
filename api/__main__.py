"""``python -m api``: serve the pages and the JSON API until told to stop."""

import errno
import ipaddress
import signal
import socket
import sys
from contextlib import closing, nullcontext, suppress
from typing import TYPE_CHECKING

import click

from corpus import log
from corpus.settings import BadSetting, Settings

if TYPE_CHECKING:
    import uvicorn
    from fastapi import FastAPI


@click.command(help="Serve the assistant's pages and its JSON API.")
@click.option("--host", help="Address to listen on (default: MOTCHAM_HOST, 127.0.0.1).")
@click.option("--port", type=click.IntRange(0, 65535), help="Port (default: MOTCHAM_PORT, 8000).")
def main(host: str | None, port: int | None) -> None:
    try:
        settings = Settings.load()
    except BadSetting as error:
        click.echo(f"{error}. Nothing was started.", err=True)
        sys.exit(2)
    log.configure("api", settings.log, settings.log_level, settings.secrets)
    host = settings.host if host is None else host
    port = settings.port if port is None else port
    listener = claim(host, port)  # before the model is loaded, so that a busy port shows at once
    serve(listener, settings)


def claim(host: str, port: int) -> socket.socket:
    """A socket bound to the address; leaves the program with a message where it cannot be had."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listener = socket.socket(family, kind, protocol)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        return listener
    except OSError as error:
        sys.exit(f"{_reason(error, host, port)} Nothing was started.")


def _reason(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return (
            f"Port {port} on {host} is in use by another program (perhaps this one, started "
            "before). Stop it, or choose another port with --port or MOTCHAM_PORT."
        )
    if error.errno in (errno.EACCES, errno.EPERM):
        return f"Port {port} may not be opened by this user. Choose one above 1023 with --port."
    return f"Cannot listen on {host} port {port}: {error.strerror or error}."


def serve(listener: socket.socket, settings: Settings) -> None:
    """Open the desk, the model and the index; then answer requests on ``listener``."""
    from api.app import create_app
    from desk.clockwork import Clockwork
    from desk.desk import Desk
    from desk.errors import DatabaseUnavailable
    from desk.following import Following, StoreUnavailable
    from desk.job_worker import Worker
    from desk.library_sweep import Sweeping
    from desk.queues import BadQueues, queues_of
    from desk.sealed import Seal
    from desk.webhooks import Webhooks
    from retrieval.service import Service

    try:
        queues = queues_of(settings.queues)
        seal, chat = Seal.of(settings.secrets_key), settings.team_chat
        desk = Desk.open(settings.database, queues=queues, team_chat=chat, seal=seal)
        following = Following.of(settings)
    except (DatabaseUnavailable, BadQueues, StoreUnavailable) as error:
        sys.exit(f"{str(error).rstrip('.')}. Nothing was started.")
    following.first()
    click.echo("Loading the model and the index …", err=True)
    service = Service.open(settings)
    for problem in service.readiness().problems:
        click.echo(f"Note: {problem}", err=True)
    app = create_app(service, desk, settings)
    # uvicorn raises the signal that stopped it once more: what is open here is closed first.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    listener.listen(1024)  # from here on, who comes waits instead of being turned away
    click.echo(f"Ready: open {address_of(listener, settings)} in a browser. Ctrl-C stops.")
    clock = Clockwork(desk, settings.index, keep_months=settings.keep_months)
    hooks = Webhooks(desk, private=settings.hooks_private)
    working = Worker(app.state.house.jobs) if settings.api_works else nullcontext()
    held = app.state.house.library
    sweeping = Sweeping(desk, held.files, held.sweep)
    with suppress(KeyboardInterrupt), closing(desk), clock, hooks, working, following, sweeping:
        server_of(app).run(sockets=[listener])
    click.echo("Stopped: it was told to.", err=True)


def server_of(app: "FastAPI") -> "uvicorn.Server":
    """The HTTP server around the application."""
    import uvicorn

    from api.serving import Server

    config = uvicorn.Config(
        app,
        log_config=None,  # its records go to ours,
        log_level="warning",
        access_log=False,  # and api/counted.py tells of requests: paths hold tokens
        # Forwarded addresses are not believed: whether the desk opens depends on the real one.
        proxy_headers=False,
    )
    return Server(config, app.state.house.watch)


def address_of(listener: socket.socket, settings: Settings) -> str:
    """What to type into a browser on this machine, or the public address if there is one."""
    if settings.public_url:
        return settings.public_url
    host, port = listener.getsockname()[:2]
    if ipaddress.ip_address(host).is_unspecified:
        host = "localhost"
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


if __name__ == "__main__":
    main()
