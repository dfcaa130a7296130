"""Storage on SQLite and PostgreSQL: tables, unit of work, outbox, audit trail, migrations."""

from integrations.storage.backup import BackupError
from integrations.storage.database import DatabaseUrlError
from integrations.storage.embedded import WriterBusyError
from integrations.storage.storage import SqlStorage, open_storage
from integrations.storage.unit import ReadOnlyError

__all__ = ["BackupError", "DatabaseUrlError", "ReadOnlyError", "SqlStorage", "WriterBusyError", "open_storage"]
