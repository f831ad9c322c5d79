"""An OpenID Connect server on this machine: real HTTP, real signatures, faults on demand.

The test plays the browser: it opens the address that the application sends it to (``visit``) and
goes back to where the server sends it.
"""

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT, SECRET = "mot-cham", "the-secret-of/the+client"


@dataclass
class OidcServer:
    """``claims`` are put over those of a right token; ``user`` is who signs in there."""

    user: dict[str, Any] = field(default_factory=dict)
    claims: dict[str, Any] = field(default_factory=dict)
    told_later: dict[str, Any] = field(default_factory=dict)  # by the endpoint about the user
    url: str = ""
    calls_itself: str = ""
    auth_methods: tuple[str, ...] = ("client_secret_basic",)
    token_reply: tuple[int, str] | None = None
    keys_fetched: int = 0
    _codes: dict[str, dict[str, str]] = field(default_factory=dict)
    _number: int = 0  # of the key; making one takes time, so the tests share a few
    _signs_with: RSAKey | None = None

    @contextmanager
    def running(self) -> Iterator["OidcServer"]:
        server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        self.url = f"http://127.0.0.1:{server.server_address[1]}/realms/bo"
        try:
            yield self
        finally:
            server.shutdown()
            server.server_close()
            thread.join()

    def rotate(self) -> None:
        """A new key; the old one is forgotten."""
        self._number += 1

    @property
    def _key(self) -> RSAKey:
        return _key(self._number)

    def sign_with_a_strangers_key(self) -> None:
        self._signs_with = _key(9)

    def visit(self, address: str) -> str:
        """A person signs in at ``address``; where their browser is sent then."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        assert address.startswith(f"{self.url}/auth?")
        assert (asked["client_id"], asked["response_type"]) == (CLIENT, "code")
        assert (asked["scope"], asked["code_challenge_method"]) == ("openid email profile", "S256")
        code = secrets.token_urlsafe(16)
        self._codes[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def about(self) -> dict[str, Any]:
        return {
            "issuer": self.calls_itself or self.url,
            "authorization_endpoint": f"{self.url}/auth",
            "token_endpoint": f"{self.url}/token",
            "userinfo_endpoint": f"{self.url}/userinfo",
            "jwks_uri": f"{self.url}/keys",
            "token_endpoint_auth_methods_supported": list(self.auth_methods),
        }

    def keys(self) -> dict[str, Any]:
        self.keys_fetched += 1
        return {"keys": [self._key.as_dict(private=False)]}

    def give(self, form: dict[str, str], basic: str) -> tuple[int, str]:
        """A token for a code, once, to who knows the secret and what the challenge was made of."""
        if self.token_reply:
            return self.token_reply
        shown = (form.get("client_id", ""), form.get("client_secret", ""))
        if "client_secret_basic" in self.auth_methods:
            name, _, secret = base64.b64decode(basic).decode().partition(":")
            shown = (name, secret)
        asked = self._codes.pop(form.get("code", ""), None)
        challenge = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        made = base64.urlsafe_b64encode(challenge).decode().rstrip("=")
        right = asked and asked["code_challenge"] == made
        if not right or shown != (CLIENT, SECRET):
            return 400, json.dumps({"error": "invalid_grant", "error_description": "sai"})
        assert asked is not None
        assert form["redirect_uri"] == asked["redirect_uri"]
        now = int(time.time())
        claims = {"iss": self.url, "aud": CLIENT, "sub": "7", "iat": now, "exp": now + 60}
        claims |= {"nonce": asked["nonce"], **self.user, **self.claims}
        header = {"alg": "RS256", "kid": self._key.kid}
        token = jwt.encode(header, claims, self._signs_with or self._key)
        given = {"access_token": "tk", "token_type": "Bearer", "id_token": token}
        return 200, json.dumps(given)


@cache
def _key(number: int) -> RSAKey:
    return RSAKey.generate_key(2048, {"kid": f"key-{number}"})


def _handler(server: OidcServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            pages: dict[str, Callable[[], object]] = {
                "/realms/bo/.well-known/openid-configuration": server.about,
                "/realms/bo/keys": server.keys,
                "/realms/bo/userinfo": lambda: {"sub": "7"} | server.told_later,
            }
            if self.path in pages:
                self._say(200, json.dumps(pages[self.path]()))
            else:
                self._say(404, "{}")

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
            form = {name: values[0] for name, values in parse_qs(body).items()}
            basic = self.headers.get("Authorization", "").removeprefix("Basic ")
            self._say(*server.give(form, basic))

        def _say(self, status: int, body: str) -> None:
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body.encode())))
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    return Handler
