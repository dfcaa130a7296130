"""Upload sessions: a pre-authenticated address that takes a file in ranges (Graph: createUploadSession)."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from infra.sandbox.wire import GraphError, Json, Response, stamp

_RANGE = re.compile(r"bytes (\d+)-(\d+)/(\d+)")
DRIVE_STEP = 320 * 1024
OUTLOOK_LARGEST_PART = 4 * 1024 * 1024


@dataclass(slots=True)
class Upload:
    """One session and what has arrived."""

    token: str
    kind: str
    """`outlook` or `drive`."""
    size: int | None
    expires: datetime
    finish: Callable[[bytes], Response]
    received: bytearray = field(default_factory=bytearray)

    def wire(self, base_url: str) -> Json:
        """The answer to createUploadSession."""
        return {
            "uploadUrl": f"{base_url}/upload/{self.token}",
            "expirationDateTime": stamp(self.expires, 7),
            "nextExpectedRanges": [f"{len(self.received)}-"],
        }

    def put(self, content_range: str, part: bytes, now: datetime) -> Response:
        """One range, in order. The last one makes the file."""
        first, last, size = self._range(content_range)
        if now >= self.expires:
            raise GraphError(404, "itemNotFound", "The upload session was not found.")
        if first != len(self.received):
            raise GraphError(416, "InvalidRange", "The uploaded fragment overlaps with data that was already received.")
        if last - first + 1 != len(part) or last >= size or (self.size is not None and size != self.size):
            raise GraphError(400, "InvalidContentRange", "The Content-Range header does not fit the content or size.")
        self._check_part(len(part), last + 1 == size)
        self.received += part
        if len(self.received) == size:
            return self.finish(bytes(self.received))
        status = 200 if self.kind == "outlook" else 202
        shown = {"expirationDateTime": stamp(self.expires, 7), "nextExpectedRanges": [f"{len(self.received)}-"]}
        return Response(status, shown)

    def _check_part(self, length: int, is_last: bool) -> None:
        if self.kind == "drive" and not is_last and length % DRIVE_STEP:
            raise GraphError(400, "invalidRequest", "A fragment must be a multiple of 320 KiB, except the last one.")
        if self.kind == "outlook" and length > OUTLOOK_LARGEST_PART:
            raise GraphError(413, "RequestEntityTooLarge", "A fragment must be smaller than 4 MB.")

    @staticmethod
    def _range(content_range: str) -> tuple[int, int, int]:
        found = _RANGE.fullmatch(content_range)
        if found is None:
            raise GraphError(400, "InvalidContentRange", "A Content-Range header 'bytes first-last/size' is needed.")
        return int(found[1]), int(found[2]), int(found[3])


def expiry(now: datetime, kind: str) -> datetime:
    """Sessions of Outlook last about a day, of drives about two weeks."""
    return now + (timedelta(hours=23) if kind == "outlook" else timedelta(days=14))
