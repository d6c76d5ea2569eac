"""Scoring: pure functions from trial records to rates, intervals, tables and exports.

In come `scoring.records.TrialRecord` rows; out go metrics that always carry their interval and their denominator. No
database, no clock, no randomness without a seed that the caller gave.
"""
