"""Another server that says who somebody is (OpenID Connect): where it is, its keys, what it says.

Authorization code with PKCE; the token it gives is believed only with its signature, issuer,
audience, time and nonce.
"""

import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import httpx2
from authlib.common.errors import AuthlibBaseError
from authlib.common.security import generate_token
from authlib.integrations.httpx_client import OAuth2Client
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from corpus.settings import Settings

SIGNED_BY = ("RS256", "ES256")
_FRESH = 3600.0  # seconds for which what the server told of itself is believed
_PATIENCE = 10.0  # seconds for one reply
_LEEWAY = 60  # seconds by which clocks may differ
_WANTED = ("authorization_endpoint", "token_endpoint", "jwks_uri")


class Unreachable(Exception):
    """The server does not answer, or says nothing that can be used."""


class NotConfirmed(Exception):
    """What the server gave does not prove who somebody is; the message tells maintainers."""


@dataclass(frozen=True, slots=True)
class Leaving:
    """Where to send the browser, and what it has to bring back."""

    url: str
    state: str
    nonce: str
    verifier: str


@dataclass(frozen=True, slots=True)
class Confirmed:
    """Who came back. ``email`` only where the server has verified it."""

    email: str
    username: str


class Provider:
    """One server for the life of the program; threads may share it."""

    def __init__(self, issuer: str, client_id: str, secret: str, label: str = "") -> None:
        self.label = label or urlsplit(issuer).hostname or issuer
        self._issuer = issuer
        self._client_id = client_id
        self._secret = secret
        self._told: dict[str, Any] = {}
        self._told_at = 0.0
        self._keys: KeySet | None = None

    @classmethod
    def of(cls, settings: Settings) -> "Provider | None":
        if not settings.oidc_issuer:
            return None
        secret = settings.oidc_client_secret.get_secret_value()
        return cls(settings.oidc_issuer, settings.oidc_client_id, secret, settings.oidc_label)

    def leave(self, back: str) -> Leaving:
        """``back`` is our own address to which the server sends the browser.

        Raises:
            Unreachable
        """
        state, nonce, verifier = generate_token(32), generate_token(32), generate_token(64)
        with self._client(back) as client:
            url, _ = client.create_authorization_url(
                self._about()["authorization_endpoint"],
                state=state,
                code_verifier=verifier,
                nonce=nonce,
            )
        return Leaving(url, state, nonce, verifier)

    def come_back(self, back: str, code: str, nonce: str, verifier: str) -> Confirmed:
        """
        Raises:
            Unreachable, NotConfirmed
        """
        about = self._about()
        with self._client(back) as client:
            try:
                given = client.fetch_token(
                    about["token_endpoint"],
                    grant_type="authorization_code",
                    code=code,
                    code_verifier=verifier,
                )
            except httpx2.HTTPError as error:
                raise Unreachable(f"{type(error).__name__} at the token endpoint") from error
            except (AuthlibBaseError, ValueError, TypeError) as error:
                raise NotConfirmed(f"no token was given: {error}") from error
            claims = self._claims(given, nonce)
            if not (claims.get("email") or claims.get("preferred_username")):
                claims = claims | self._more(client, str(claims["sub"]))
        verified = claims.get("email_verified") in (True, "true")
        return Confirmed(
            str(claims.get("email") or "") if verified else "",
            str(claims.get("preferred_username") or ""),
        )

    def _claims(self, given: dict[str, Any], nonce: str) -> dict[str, Any]:
        token = given.get("id_token")
        if not isinstance(token, str):
            raise NotConfirmed("the reply has no id_token")
        try:
            read = self._read(token)
            claims = CodeIDToken(
                read.claims,
                read.header,
                {
                    "iss": {"essential": True, "value": self._issuer},
                    "aud": {"essential": True, "value": self._client_id},
                },
                {
                    "nonce": nonce,
                    "client_id": self._client_id,
                    "access_token": given.get("access_token"),
                },
            )
            claims.validate(int(time.time()), _LEEWAY)
        except (JoseError, AuthlibBaseError, ValueError, TypeError, KeyError) as error:
            raise NotConfirmed(f"{type(error).__name__}: {error}") from error
        return dict(claims)

    def _read(self, token: str) -> jwt.Token:
        """With the keys at hand; where these do not fit, with those of now: keys are exchanged."""
        if self._keys is not None:
            try:
                return jwt.decode(token, self._keys, algorithms=SIGNED_BY)
            except (JoseError, ValueError):
                self._keys = None
        keys = KeySet.import_key_set(self._fetch(self._about()["jwks_uri"]))  # type: ignore[arg-type]
        read = jwt.decode(token, keys, algorithms=SIGNED_BY)
        self._keys = keys
        return read

    def _more(self, client: Any, sub: str) -> dict[str, Any]:
        """Some servers tell names only where they are asked for them."""
        where = self._about().get("userinfo_endpoint")
        if not where:
            return {}
        try:
            told = client.get(where).json()
        except (httpx2.HTTPError, AuthlibBaseError, ValueError) as error:
            raise Unreachable("no answer about the user") from error
        if not isinstance(told, dict) or told.get("sub") != sub:
            raise NotConfirmed("the answer about the user is about another one")
        return told

    def _about(self) -> dict[str, Any]:
        if time.monotonic() - self._told_at < _FRESH and self._told:
            return self._told
        told = self._fetch(f"{self._issuer.rstrip('/')}/.well-known/openid-configuration")
        if told.get("issuer") != self._issuer:
            raise Unreachable(f"it calls itself {str(told.get('issuer'))[:200]!r}")
        scheme = urlsplit(self._issuer).scheme
        for name in _WANTED:
            if urlsplit(str(told.get(name) or "")).scheme != scheme:
                raise Unreachable(f"its {name} is no {scheme} address")
        self._told, self._told_at = told, time.monotonic()
        return told

    def _fetch(self, url: str) -> dict[str, Any]:
        try:
            told = httpx2.get(url, timeout=_PATIENCE).raise_for_status().json()
        except (httpx2.HTTPError, ValueError) as error:
            raise Unreachable(f"{type(error).__name__} at {url}") from error
        if not isinstance(told, dict):
            raise Unreachable(f"{url} tells nothing that can be used")
        return told

    def _client(self, back: str) -> Any:
        return OAuth2Client(
            self._client_id,
            self._secret,
            token_endpoint_auth_method=self._way_in(),
            scope="openid email profile",
            redirect_uri=back,
            code_challenge_method="S256",
            timeout=_PATIENCE,
        )

    def _way_in(self) -> str:
        """How we show our secret: by the standard's default, unless only the other way goes."""
        ways = self._about().get("token_endpoint_auth_methods_supported") or []
        post = "client_secret_post"
        return post if post in ways and "client_secret_basic" not in ways else "client_secret_basic"
