"""Migrations of the tables, by Alembic; packaged with the service."""
