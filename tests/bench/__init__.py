"""Tests of the benchmarks: that they can still be run."""
