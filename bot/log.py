"""Log lines for the maintainer; the token never shows in them."""

import logging


class Redacting(logging.Formatter):
    """Wherever a line would show ``secret``, tracebacks included, it shows stars."""

    def __init__(self, secret: str) -> None:
        super().__init__("%(asctime)s %(levelname)s %(message)s")
        self._secret = secret

    def format(self, record: logging.LogRecord) -> str:
        return super().format(record).replace(self._secret, "***")


def configure(token: str) -> None:
    """Lines of our own from INFO, of the libraries from WARNING: httpx logs whole addresses."""
    handler = logging.StreamHandler()
    handler.setFormatter(Redacting(token.rpartition(":")[2]))
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    logging.getLogger("bot").setLevel(logging.INFO)
    # It reports failed sends with the whole message in it; we report them ourselves.
    logging.getLogger("telegram").setLevel(logging.CRITICAL + 1)
