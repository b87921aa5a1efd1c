"""Releases of the data in a PostgreSQL database: published whole, followed by every replica, read by GIS programs as PostGIS tables."""
