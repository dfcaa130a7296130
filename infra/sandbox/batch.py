"""Up to twenty calls in one (Graph: JSON batching): each is allowed, limited and answered by itself."""

import base64
import json
from urllib.parse import parse_qsl, unquote, urlsplit

from infra.sandbox import graph
from infra.sandbox.sandbox import Sandbox
from infra.sandbox.wire import GraphError, Json, Request, Response

LARGEST = 20
_KNOWN = frozenset({"id", "method", "url", "headers", "body", "dependsOn"})


async def serve(sandbox: Sandbox, request: Request) -> Response:
    """POST $batch. The answers come in another order than the requests: they are told apart by id alone."""
    try:
        graph.authenticate(sandbox, request)
        steps = _steps(request)
    except GraphError as error:
        return graph.refusal(sandbox, request, error)
    done: dict[str, Json] = {}
    for step in steps:
        failed = [key for key in step.get("dependsOn") or () if not 200 <= done[key]["status"] < 300]
        answer = Response(424, _failed_dependency()) if failed else await _one(sandbox, request, step)
        done[step["id"]] = _shown(step["id"], answer)
    return Response(200, {"responses": list(reversed(done.values()))})


def _failed_dependency() -> Json:
    return {"error": {"code": "FailedDependency", "message": "A request on which this one depends has failed."}}


def _steps(request: Request) -> list[Json]:
    steps = request.json().get("requests")
    if not isinstance(steps, list) or not steps:
        raise GraphError(400, "BadRequest", "Invalid batch payload format.")
    if len(steps) > LARGEST:
        raise GraphError(400, "BadRequest", "Number of batch request steps exceeds the maximum value of 20.")
    seen: set[str] = set()
    for step in steps:
        _check(step, seen)
        seen.add(step["id"])
    return steps


def _check(step: Json, seen: set[str]) -> None:
    if not all(isinstance(step.get(name), str) and step[name] for name in ("id", "method", "url")):
        raise GraphError(400, "BadRequest", "Each batch request needs an id, a method and a url.")
    unknown = sorted(set(step) - _KNOWN)
    if unknown or step["id"] in seen:
        raise GraphError(400, "BadRequest", f"Invalid batch request step '{step['id']}'.")
    if not seen.issuperset(step.get("dependsOn") or ()):
        raise GraphError(400, "BadRequest", f"Request '{step['id']}' depends on one that does not come before it.")
    headers = {name.lower() for name in step.get("headers") or {}}
    if isinstance(step.get("body"), dict) and "content-type" not in headers:
        raise GraphError(400, "BadRequest", "Write request contains body but no Content-Type header.")


async def _one(sandbox: Sandbox, request: Request, step: Json) -> Response:
    parts = urlsplit(step["url"])
    headers = {name.lower(): str(value) for name, value in (step.get("headers") or {}).items()}
    body = step.get("body")
    inner = Request(
        step["method"].upper(),
        unquote(parts.path if parts.path.startswith("/") else f"/{parts.path}"),
        dict(parse_qsl(parts.query, keep_blank_values=True)),
        {"client-request-id": request.headers.get("client-request-id", ""), **headers},
        _bytes(body),
        request.base_url,
        request.roles,
    )
    at = sandbox.tenant.now()
    path = inner.path
    try:
        answer = await graph.run(sandbox, inner)
    except GraphError as error:
        answer = graph.refusal(sandbox, inner, error)
    except graph.DroppedError:
        answer = graph.refusal(sandbox, inner, GraphError(504, "gatewayTimeout", "The request timed out."))
    inner.path = path
    sandbox.traffic.note(at, inner, "/v1.0", answer.status, "batch")
    return answer


def _bytes(body: object) -> bytes:
    if body is None:
        return b""
    if isinstance(body, str):
        return base64.b64decode(body)
    return json.dumps(body).encode()


def _shown(key: str, answer: Response) -> Json:
    shown: Json = {"id": key, "status": answer.status, "headers": dict(answer.headers)}
    if answer.raw is not None:
        shown["headers"]["Content-Type"] = answer.content_type
        shown["body"] = base64.b64encode(answer.raw).decode()
    elif answer.body is not None:
        shown["headers"]["Content-Type"] = answer.content_type
        shown["body"] = answer.body
    return shown
