"""Drill: hostile submissions that people run on their own machine, to see that the sandbox holds there.

In comes an `Evaluator`; out go findings, one per attack. The rows are data, and part of the project's tests too.
"""
