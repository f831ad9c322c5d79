"""Where requests come from: forms only from our own pages, the first door only for the team.

Officers' forms carry no token (those of the desk do: ``api/door.py``). Every browser in use
says by itself where a request comes from (``Sec-Fetch-Site``, else ``Origin``, else
``Referer``), and the asker's cookie is ``SameSite=Lax``: another site's form is told apart by
that alone, nothing secret stands in the page (so compressing it gives nothing away), and there
is nothing to expire in an open tab.
A program that sends none of the three has no browser's cookies to abuse; only for the desk,
where standing on the same machine is itself the credential, silence is not enough.
"""

import base64
import binascii
import secrets
from typing import NoReturn
from urllib.parse import urlsplit

from fastapi import HTTPException
from starlette.requests import Request

from api.house import House, InHouse

READING = {"GET", "HEAD", "OPTIONS"}
_FORWARDED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via")
_LOOPBACK = {"127.0.0.1", "::1"}
_HERE = {*_LOOPBACK, "localhost"}


async def same_origin(request: Request, house: InHouse) -> None:
    """Refuse a change that another site's page asks for.

    Raises:
        HTTPException: 403.
    """
    if request.method in READING:
        return
    if not _comes_from_us(request, house.settings.public_url):
        raise HTTPException(403, "This request does not come from our own page.")


def _comes_from_us(request: Request, public_url: str) -> bool:
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site in ("same-origin", "none")
    source = request.headers.get("origin") or request.headers.get("referer")
    if source is None:
        return not request.url.path.startswith("/desk")
    ours = {request.headers.get("host", ""), urlsplit(public_url).netloc} - {""}
    try:
        return urlsplit(source).netloc in ours
    except ValueError:  # "http://[" names no host
        return False


def shared_door_opens(request: Request, house: House) -> bool:
    """Whether this request comes from the team, as far as one shared password can tell.

    It counts only until somebody has been invited (``api/door.py``). With a password set, only
    the password opens. Without one, only a browser on this very machine: by its address,
    unforwarded, and by a name of this machine in ``Host`` (another name may be a foreign site
    that resolves to 127.0.0.1). A public address in the settings means that a proxy stands in
    front, whose requests all come from this machine.
    """
    password = house.settings.desk_password.get_secret_value()
    if password:
        return secrets.compare_digest(_given_password(request).encode(), password.encode())
    return on_this_machine(request, house)


def refuse_shared(house: House) -> NoReturn:
    """
    Raises:
        HTTPException: 401 where a password would help, else 403.
    """
    if house.settings.desk_password.get_secret_value():
        ask = {"WWW-Authenticate": 'Basic realm="Mot Cham desk", charset="UTF-8"'}
        raise HTTPException(401, "The desk's password is needed.", headers=ask)
    raise HTTPException(
        403,
        "The desk opens on this machine only (http://127.0.0.1), or to people who were invited:"
        " python -m desk invite --lead.",
    )


def address_of(request: Request, house: House) -> str:
    """Where a request comes from: of a proxy on this machine, what it says; else the peer.

    A proxy is believed only where a public address in the settings tells that one stands there,
    and only its own entry, the last; where it is not told, nothing is known (""). Never asked
    for whether a door opens.
    """
    peer = request.client.host if request.client else ""
    if peer not in _LOOPBACK or not (
        house.settings.public_url or any(name in request.headers for name in _FORWARDED)
    ):
        return peer
    said = request.headers.get("x-forwarded-for", "") if house.settings.public_url else ""
    return said.rpartition(",")[2].strip()


def on_this_machine(request: Request, house: House) -> bool:
    """Whether a browser or a program on this very machine asks, and no proxy for another."""
    address = house.settings.public_url
    return (
        request.client is not None
        and request.client.host in _LOOPBACK
        and request.url.hostname in _HERE
        and (not address or urlsplit(address).hostname in _HERE)
        and not any(name in request.headers for name in _FORWARDED)
    )


def _given_password(request: Request) -> str:
    """The password of HTTP Basic, whatever the user name; empty where there is none."""
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    if scheme.casefold() != "basic":
        return ""
    try:
        pair = base64.b64decode(given, validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        return ""
    return pair.partition(":")[2]
