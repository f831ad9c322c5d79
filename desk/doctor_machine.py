"""Checks of the machine: disk, memory, clock, rights of files, ports, what it can reach."""

import errno
import os
import shutil
import socket
import stat
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import httpx
from pydantic import BaseModel, ValidationError

from corpus.settings import Settings
from desk.database import file_of
from desk.finding import Finding, Findings, note, ok, wrong
from reader.recogniser import NoRecogniser, available
from retrieval.manifest import IndexUnavailable, current, read_manifest

LEAST_DISK, LITTLE_DISK = 200 << 20, 2 << 30  # bytes free: an index and a back-up need room
LITTLE_MEMORY = 1 << 30  # bytes: the model and a reader of files
_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_SKEW = 120  # seconds by which a clock may differ
_SHORT = 5.0  # seconds


def recognition(_settings: Settings) -> Findings:
    found = available()
    if isinstance(found, NoRecogniser):
        yield note(
            "text recognition",
            f"{found.reason}: scans stay unread",
            "apt-get install tesseract-ocr tesseract-ocr-vie",
        )
    else:
        yield ok("text recognition", "tesseract reads Vietnamese")


def disk(settings: Settings) -> Findings:
    place = _nearest(settings.data)
    free = shutil.disk_usage(place).free
    says = f"{free / 1e9:.1f} GB are free at {place}"
    cure = "make room, or move MOTCHAM_DATA to a larger disk"
    if free < LEAST_DISK:
        yield wrong("disk", says, cure)
    elif free < LITTLE_DISK:
        yield note("disk", says, cure)
    else:
        yield ok("disk", says)


def memory(_settings: Settings) -> Findings:
    try:
        lines = Path("/proc/meminfo").read_text().splitlines()
        kb = next(int(line.split()[1]) for line in lines if line.startswith("MemAvailable"))
    except (OSError, StopIteration):
        yield ok("memory", "this system does not tell how much is free")
        return
    says = f"{kb / 1e6:.1f} GB of memory are free"
    if kb << 10 < LITTLE_MEMORY:
        yield note("memory", says, "end other programs, or set MOTCHAM_READ_WORKERS lower")
    else:
        yield ok("memory", says)


def clock(settings: Settings) -> Findings:
    """Held against what was written before: time does not run backwards."""
    try:
        ZoneInfo("Asia/Ho_Chi_Minh")
    except ZoneInfoNotFoundError:
        yield wrong("clock", "the hour of Vietnam is not known here", "apt-get install tzdata")
    now = datetime.now(UTC)
    made = None
    try:
        said = str(read_manifest(current(settings.index)).get("made", ""))
        made = datetime.fromisoformat(said)
    except (IndexUnavailable, ValueError):
        pass
    if made is not None and made.timestamp() > now.timestamp() + _SKEW:
        yield wrong(
            "clock",
            f"it is {now:%Y-%m-%d %H:%M} UTC by this machine, and the index is of {said}",
            "timedatectl set-ntp true",
        )
    else:
        yield ok("clock", f"{now:%Y-%m-%d %H:%M} UTC")


def rights(settings: Settings) -> Findings:
    """Who may read and write what is kept."""
    data = settings.data
    place = _nearest(data)
    found = False
    if not os.access(place, os.W_OK | os.X_OK):
        found = True
        yield wrong("files", f"this user may not write to {place}", f"chown -R $(id -un) {place}")
    kept = [file_of(settings.database)] + ([Path(".env")] if settings.secrets else [])
    for file in kept:
        if file is not None and file.exists() and file.stat().st_mode & _OTHERS:
            found = True
            yield wrong("files", f"{file} is open to others on this machine", f"chmod 600 {file}")
    foreign = [one for one in _few(data) if one.stat().st_uid != os.geteuid()]
    if foreign and os.geteuid() != 0:
        found = True
        yield wrong("files", f"{foreign[0]} belongs to another user", f"chown -R $(id -un) {data}")
    if not found:
        yield ok("files", f"{place} can be written to, and others cannot read what is kept")


def ports(settings: Settings) -> Findings:
    yield _port("ports", settings.host, settings.port, "/healthz", "MOTCHAM_PORT")
    if settings.bot_metrics_port:
        setting = "MOTCHAM_BOT_METRICS_PORT"
        yield _port("ports", "127.0.0.1", settings.bot_metrics_port, "/metrics", setting)


def _port(check: str, host: str, port: int, path: str, setting: str) -> Finding:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind((host, port))
            return ok(check, f"port {port} on {host} is free")
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                return wrong(
                    check,
                    f"port {port} on {host} cannot be had: {error.strerror or error}",
                    f"set {setting} (above 1023) or MOTCHAM_HOST to another one",
                )
    if _ours(host, port, path):
        return ok(check, f"port {port} on {host} is held by our own program")
    return wrong(
        check,
        f"port {port} on {host} is held by another program",
        f"stop it (ss -ltnp 'sport = :{port}' names it), or set {setting} to another one",
    )


def _ours(host: str, port: int, path: str) -> bool:
    shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, host)  # noqa: S104
    try:
        told = httpx.get(f"http://{shown}:{port}{path}", timeout=_SHORT, trust_env=False)
    except (httpx.HTTPError, httpx.InvalidURL):
        return False
    return told.status_code == 200 and ("live" in told.text or "motcham_" in told.text)


class _Me(BaseModel):
    username: str


class _Told(BaseModel):
    ok: bool
    result: _Me


def telegram(settings: Settings) -> Iterator[Finding]:
    token = settings.telegram_bot_token.get_secret_value()
    if not token:
        yield ok("Telegram", "no token is set: no bot")
        return
    base = settings.telegram_base_url.rstrip("/")
    try:
        told = httpx.post(f"{base}/bot{token}/getMe", timeout=_SHORT)
    except (httpx.HTTPError, httpx.InvalidURL) as error:  # not its words: they hold the token
        yield wrong(
            "Telegram",
            f"{base} cannot be reached ({type(error).__name__})",
            "check the network, a proxy (HTTPS_PROXY) and TELEGRAM_BASE_URL",
        )
        return
    if told.status_code in (401, 404):
        cure = "get a new one from @BotFather and set TELEGRAM_BOT_TOKEN"
        yield wrong("Telegram", f"{base} does not accept the token", cure)
        return
    try:
        me = _Told.model_validate_json(told.content).result
    except ValidationError:
        yield wrong("Telegram", f"{base} answers {told.status_code}", "check TELEGRAM_BASE_URL")
        return
    yield ok("Telegram", f"the bot is @{me.username}")
    yield from _skewed(told.headers.get("date", ""))


def _skewed(said: str) -> Iterator[Finding]:
    """This machine's clock against the server's."""
    try:
        off = time.time() - parsedate_to_datetime(said).timestamp()
    except ValueError:
        return
    if abs(off) > _SKEW:
        says = f"it is {abs(off):.0f} s {'ahead of' if off > 0 else 'behind'} Telegram's"
        yield wrong("clock", says, "timedatectl set-ntp true")


def addresses(settings: Settings) -> Findings:
    public = settings.public_url
    here = settings.host in ("127.0.0.1", "::1", "localhost")
    parts = urlsplit(public)
    if public and (parts.scheme not in ("http", "https") or not parts.hostname):
        says = f"MOTCHAM_PUBLIC_URL={public} is no address"
        yield wrong("addresses", says, "set it to https://… as people type it")
    elif public and parts.scheme == "http" and parts.hostname not in ("127.0.0.1", "localhost"):
        cure = "serve the pages over HTTPS, and say so in MOTCHAM_PUBLIC_URL"
        yield note("addresses", "passwords travel unprotected over http://", cure)
    elif not public and not here:
        cure = "set MOTCHAM_PUBLIC_URL to the address people reach the pages at"
        yield note("addresses", f"the pages listen on {settings.host} without a name", cure)
    elif not public and settings.telegram_bot_token.get_secret_value():
        cure = "set MOTCHAM_PUBLIC_URL"
        yield note("addresses", "messages in Telegram carry no links", cure)
    else:
        yield ok("addresses", public or "the pages are for this machine")
    if not settings.hotline:
        cure = "ask the province for the number on duty and set MOTCHAM_HOTLINE"
        yield note("addresses", "the safety card names nobody to call", cure)


def _nearest(place: Path) -> Path:
    whole = place.absolute()
    return next(one for one in (whole, *whole.parents) if one.exists())


def _few(data: Path) -> list[Path]:
    """The folder and what stands in it: not every file of a large index."""
    return [data, *data.iterdir()] if data.is_dir() else []
