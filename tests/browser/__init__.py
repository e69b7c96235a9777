"""Tests in a real browser, the machine's own Chromium driven headless; they are skipped where there is none."""
