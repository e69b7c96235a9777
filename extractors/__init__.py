"""Bytes to article. Pure: no database, no network, no clock, no logger; nothing of `dedup`."""
