"""Signs tokens for the application and for the Bot Connector, and reads those it is shown. Token life is real time."""

import time
from typing import Any
from urllib.parse import urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

from infra.sandbox.config import SandboxConfig
from infra.sandbox.wire import Json

GRAPH = "https://graph.microsoft.com"
BOTFRAMEWORK = "https://api.botframework.com"
KEY_ID = "sandbox-1"
_ALIASES = {"00000003-0000-0000-c000-000000000000": GRAPH}


class Tokens:
    """One throwaway RSA key for each sandbox."""

    def __init__(self, config: SandboxConfig) -> None:
        self._config = config
        self._key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self._public = self._key.public_key()
        self._accepted: dict[str, Json] = {}

    def _sign(self, claims: Json) -> str:
        return jwt.encode(claims, self._key, algorithm="RS256", headers={"kid": KEY_ID, "x5t": KEY_ID})

    def for_resource(self, resource: str, roles: set[str], seconds: int | None = None) -> tuple[str, int]:
        """An application token and the second at which it ends (Entra: access token claims reference)."""
        config = self._config
        now = int(time.time())
        expires = now + (config.token_seconds if seconds is None else seconds)
        audience = _ALIASES.get(resource, resource.rstrip("/"))
        claims: Json = {
            "aud": audience,
            "iss": f"https://sts.windows.net/{config.tenant_id}/",
            "iat": now,
            "nbf": now - 300,
            "exp": expires,
            "appid": config.client_id,
            "idtyp": "app",
            "oid": config.client_id,
            "sub": config.client_id,
            "tid": config.tenant_id,
            "ver": "1.0",
        }
        if audience == GRAPH:
            claims["roles"] = sorted(roles)
        return self._sign(claims), expires

    def for_bot(self, service_url: str) -> str:
        """What the Connector shows to the bot (Bot Framework: authentication, connector to bot)."""
        now = int(time.time())
        return self._sign(
            {
                "iss": BOTFRAMEWORK,
                "aud": self._config.bot_app_id,
                "serviceurl": service_url,
                "nbf": now - 300,
                "exp": now + 3600,
            }
        )

    def read(self, authorization: str, audience: str) -> Json | None:
        """The claims of a bearer token for this audience and tenant that is alive; else nothing."""
        scheme, _, token = authorization.partition(" ")
        if scheme.lower() != "bearer" or not token:
            return None
        claims = self._accepted.get(token)
        if claims is None:
            claims = self._verified(token)
            if claims is None:
                return None
            self._accepted[token] = claims
        now = time.time()
        fits = claims["aud"] == audience and claims["tid"] == self._config.tenant_id
        return claims if fits and claims["nbf"] <= now < claims["exp"] else None

    def _verified(self, token: str) -> Json | None:
        required = ["aud", "exp", "nbf", "tid", "appid"]
        options: Any = {"require": required, "verify_aud": False}
        try:
            claims: Json = jwt.decode(token, self._public, algorithms=["RS256"], options=options)
        except jwt.InvalidTokenError:
            return None
        return claims

    def keys(self) -> Json:
        """The JWKS that the bot fetches, endorsed for Teams."""
        key = RSAAlgorithm.to_jwk(self._public, as_dict=True)
        endorsed = {"kid": KEY_ID, "x5t": KEY_ID, "use": "sig", "alg": "RS256", "endorsements": ["msteams"]}
        return {"keys": [{**key, **endorsed}]}

    def metadata(self, base_url: str) -> Json:
        """The OpenID document of the Bot Framework."""
        return {
            "issuer": BOTFRAMEWORK,
            "authorization_endpoint": "https://invalid.botframework.com",
            "jwks_uri": f"{base_url}/botframework/keys",
            "id_token_signing_alg_values_supported": ["RS256"],
            "token_endpoint_auth_methods_supported": ["private_key_jwt"],
        }


def known_resource(resource: str) -> bool:
    """Whether the issuer gives tokens for this."""
    plain = resource.rstrip("/")
    return plain in (GRAPH, BOTFRAMEWORK) or plain in _ALIASES or urlsplit(plain).scheme == "api"
