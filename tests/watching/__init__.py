"""Tests of watches, their delivery, the health of sources and the feeds that are written."""
