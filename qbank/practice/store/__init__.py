"""Where practice is kept: tables in SQLite or PostgreSQL. Nothing outside this room knows of SQL."""
