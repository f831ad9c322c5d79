"""The server, which stops though pages are open."""

import socket

import uvicorn

from api.watch import Watch


class Server(uvicorn.Server):
    """To stop, it waits for the answers that are being given; the live streams would never end."""

    def __init__(self, config: uvicorn.Config, watch: Watch) -> None:
        super().__init__(config)
        self._watch = watch

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._watch.close()
        await super().shutdown(sockets)
