"""An OpenID Connect provider, simulated: authorization code with PKCE (RFC 7636), RS256 tokens, one page on which one picks who one is."""

import hashlib
import html
import json
import secrets
import time
from base64 import urlsafe_b64encode
from typing import Any
from urllib.parse import urlencode

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

from coverport.accounts.simulators.people import PEOPLE, SimulatedPerson
from coverport.accounts.simulators.server import Asked, Face, Reply

KEY_ID = "simulated"
MINUTES = 10


class OpenId:
    """Keys, codes and tokens of one provider. Codes work once."""

    def __init__(self, *, client: str = "coverport", secret: str = "simulated") -> None:  # noqa: S107  simulated
        self.client, self.secret = client, secret
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.codes: dict[str, tuple[SimulatedPerson, dict[str, str]]] = {}
        self.tokens: dict[str, SimulatedPerson] = {}

    def face(self) -> Face:
        paths = {
            "/.well-known/openid-configuration": self.configuration, "/jwks": self.keys, "/authorize": self.authorize,
            "/token": self.token, "/userinfo": self.userinfo,
        }  # fmt: skip
        return lambda asked: paths[asked.path](asked) if asked.path in paths else None

    def configuration(self, asked: Asked) -> Reply:
        at = asked.address
        return Reply(
            {
                "issuer": at, "authorization_endpoint": f"{at}/authorize", "token_endpoint": f"{at}/token",
                "userinfo_endpoint": f"{at}/userinfo", "jwks_uri": f"{at}/jwks", "response_types_supported": ["code"],
                "subject_types_supported": ["public"], "id_token_signing_alg_values_supported": ["RS256"],
                "token_endpoint_auth_methods_supported": ["client_secret_post"], "code_challenge_methods_supported": ["S256"],
            }
        )  # fmt: skip

    def keys(self, asked: Asked) -> Reply:
        public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
        return Reply({"keys": [{**public, "kid": KEY_ID, "alg": "RS256", "use": "sig"}]})

    def authorize(self, asked: Asked) -> Reply:
        """Without `as`, the page that offers the scripted people; with it, back to the client with a code."""
        wanted = {"client_id", "redirect_uri", "state", "code_challenge"}
        if asked.query.get("client_id") != self.client or not wanted <= asked.query.keys():
            return Reply("unknown client", 400)
        person = next((one for one in PEOPLE if one.sub == asked.query.get("as")), None)
        if person is None:
            return Reply(_page(asked))
        self.codes[code := secrets.token_urlsafe(16)] = (person, asked.query)
        back = urlencode({"code": code, "state": asked.query["state"]})
        return Reply("", 302, {"Location": f"{asked.query['redirect_uri']}?{back}"})

    def token(self, asked: Asked) -> Reply:
        person, given = self.codes.pop(str(asked.body.get("code")), (None, {}))
        known = (asked.body.get("client_id"), asked.body.get("client_secret")) == (self.client, self.secret)
        if person is None or not known or _challenge(asked.body) != given["code_challenge"]:
            return Reply({"error": "invalid_grant"}, 400)
        self.tokens[access := secrets.token_urlsafe(24)] = person
        claims = {**_claims(person), "iss": asked.address, "aud": self.client, **_times()}
        if nonce := given.get("nonce"):
            claims["nonce"] = nonce
        signed = jwt.encode(claims, self.key, algorithm="RS256", headers={"kid": KEY_ID})
        return Reply({"access_token": access, "token_type": "Bearer", "expires_in": MINUTES * 60, "id_token": signed})

    def userinfo(self, asked: Asked) -> Reply:
        person = self.tokens.get(asked.headers.get("Authorization", "").removeprefix("Bearer "))
        return Reply(_claims(person)) if person else Reply({"error": "invalid_token"}, 401)


def _claims(person: SimulatedPerson) -> dict[str, Any]:
    return {
        "sub": person.sub, "email": person.email, "email_verified": True, "given_name": person.first_name,
        "family_name": person.last_name, "ial": person.level,
    }  # fmt: skip


def _times() -> dict[str, int]:
    now = int(time.time())
    return {"iat": now, "exp": now + MINUTES * 60}


def _challenge(body: dict[str, Any]) -> str:
    digest = hashlib.sha256(str(body.get("code_verifier", "")).encode()).digest()
    return urlsafe_b64encode(digest).rstrip(b"=").decode()


def _page(asked: Asked) -> str:
    links = "".join(
        f'<li><a href="/authorize?{html.escape(urlencode({**asked.query, "as": one.sub}))}">'
        f"{html.escape(one.first_name)} {html.escape(one.last_name)}</a> (level {one.level})</li>"
        for one in PEOPLE
    )
    return (
        f'<!doctype html><html lang="en"><title>Simulated sign-in</title><h1>Who are you?</h1><ul>{links}</ul></html>'
    )
