"""What lies in SharePoint: one document library with folders, files and who may open them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from infra.sandbox.ids import Ids, stable_text
from infra.sandbox.wire import GraphError, Json, stamp

_FORBIDDEN = frozenset('"*:<>?/\\|')


@dataclass(slots=True)
class Permission:
    """One person's right on one item (Graph: permission resource type)."""

    id: str
    user_id: str
    roles: list[str]
    expires: datetime | None = None

    def lives(self, now: datetime) -> bool:
        """Whether it has not ended yet."""
        return self.expires is None or now < self.expires


@dataclass(slots=True)
class DriveItem:
    """A folder, or a file with its content."""

    id: str
    name: str
    parent: "DriveItem | None"
    created: datetime | None = None
    modified: datetime | None = None
    content: bytes | None = None
    content_type: str = "application/octet-stream"
    children: list["DriveItem"] = field(default_factory=list)
    permissions: list[Permission] = field(default_factory=list)
    inherits: bool = True
    shared_once: bool = False
    version: int = 1
    content_version: int = 1
    by: str = ""

    @property
    def is_folder(self) -> bool:
        """Whether it holds children, not bytes."""
        return self.content is None

    @property
    def etag(self) -> str:
        """Strong, as SharePoint's: the item's GUID and its version."""
        return f'"{{{stable_text(32, self.id).upper()}}},{self.version}"'

    @property
    def ctag(self) -> str:
        """It changes with the content only: a file that is renamed or moved keeps it."""
        return f'"c:{{{stable_text(32, self.id).upper()}}},{self.content_version}"'

    @property
    def path(self) -> str:
        """From the root, with a leading slash; the root's is empty."""
        return "" if self.parent is None else f"{self.parent.path}/{self.name}"

    def child(self, name: str) -> "DriveItem | None":
        """By name, in any case, as SharePoint looks."""
        return next((item for item in self.children if item.name.lower() == name.lower()), None)

    def walk(self) -> Iterator["DriveItem"]:
        """It and all below it."""
        yield self
        for item in self.children:
            yield from item.walk()

    def holders(self, now: datetime) -> Iterator[tuple[Permission, "DriveItem"]]:
        """Each living permission that counts here, and the item on which it lies."""
        item: DriveItem | None = self
        while item is not None:
            yield from ((permission, item) for permission in item.permissions if permission.lives(now))
            item = item.parent if item.inherits else None


class Drive:
    """The library. The organiser of the tenant owns its root."""

    def __init__(self, drive_id: str) -> None:
        self.id = drive_id
        self.root = DriveItem("01" + stable_text(32, drive_id, "root").upper(), "root", None)
        self._by_id = {self.root.id: self.root}

    def find(self, item_id: str, path: str | None = None) -> DriveItem:
        """By id (`root` is one), and from there by path; 404 for what is gone."""
        item = self.root if item_id == "root" else self._by_id.get(item_id)
        for name in (path or "").strip("/").split("/") if item is not None and path else ():
            item = item.child(name) if item is not None and name else item
        if item is None:
            raise GraphError(404, "itemNotFound", "The resource could not be found.")
        return item

    def add(self, ids: Ids, parent: DriveItem, name: str, content: bytes | None, now: datetime) -> DriveItem:
        """Put a new item into a folder."""
        if not parent.is_folder:
            raise GraphError(400, "invalidRequest", "The parent is not a folder.")
        item = DriveItem("01" + ids.text("drive", 32).upper(), checked_name(name), parent, now, now, content)
        parent.children.append(item)
        self._by_id[item.id] = item
        touch(parent, now)
        return item

    def folder_for(self, ids: Ids, base: DriveItem, path: str, now: datetime) -> tuple[DriveItem, str]:
        """The folder and file name of a path below an item; an upload by path makes the folders between."""
        *folders, name = path.strip("/").split("/")
        for folder in folders:
            base = base.child(folder) or self.add(ids, base, folder, None, now)
        return base, name

    def move(self, item: DriveItem, parent: DriveItem, name: str, now: datetime) -> None:
        """Another folder, another name."""
        if item.parent is None:
            raise GraphError(403, "accessDenied", "The root cannot be renamed or moved.")
        item.parent.children.remove(item)
        item.parent, item.name = parent, checked_name(name)
        parent.children.append(item)
        touch(item, now)

    def remove(self, item: DriveItem, now: datetime) -> None:
        """Delete an item and all below it."""
        if item.parent is None:
            raise GraphError(403, "accessDenied", "The root of a drive cannot be deleted.")
        for below in item.walk():
            self._by_id.pop(below.id, None)
        item.parent.children.remove(item)
        touch(item.parent, now)


def touch(item: DriveItem, now: datetime) -> None:
    """Note that an item has changed."""
    item.version += 1
    item.modified = now


def fill(item: DriveItem, content: bytes, now: datetime, by: str = "") -> None:
    """Give a file its content: from the application, or from the person `by`."""
    item.content, item.by = content, by
    item.content_version += 1
    touch(item, now)


def checked_name(name: str) -> str:
    """A name that SharePoint takes, or its 400."""
    if not name or _FORBIDDEN & set(name) or name != name.strip() or name.endswith(".") or len(name) > 400:
        raise GraphError(400, "invalidRequest", f"The provided name '{name}' cannot contain the characters it does.")
    return name


def free_name(parent: DriveItem, name: str) -> str:
    """A name with a number that is not taken: what conflictBehavior `rename` gives."""
    stem, dot, end = name.rpartition(".")
    before, after = (stem, dot + end) if stem else (name, "")
    number = 1
    while parent.child(f"{before} {number}{after}") is not None:
        number += 1
    return f"{before} {number}{after}"


def tree(item: DriveItem, now: datetime, names: dict[str, str]) -> Json:
    """For the control API: an item with its permissions and all below it."""
    return {
        "id": item.id,
        "name": item.name,
        "path": item.path or "/",
        "folder": item.is_folder,
        "size": len(item.content or b""),
        "inherits": item.inherits,
        "permissions": [
            {
                "id": permission.id,
                "user": names.get(permission.user_id, permission.user_id),
                "user_id": permission.user_id,
                "roles": permission.roles,
                "expires": stamp(permission.expires) if permission.expires else None,
                "lives": permission.lives(now),
            }
            for permission in item.permissions
        ],
        "children": [tree(child, now, names) for child in item.children],
    }
