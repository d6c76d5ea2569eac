"""Runnable benchmarks: each prints ratios against the bare limit measured in the same run."""
