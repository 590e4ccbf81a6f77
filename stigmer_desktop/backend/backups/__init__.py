"""Backups of the database, as a service."""
