"""Everything that is kept: SQLite through Peewee, read by many threads, written by one."""
