"""Is a case worth anything? Its gates, checked by evaluating what must be accepted and what must be caught.

In come cases and a function that evaluates a project; out goes a report with a number for every gate of docs/cases.md.
Nothing here runs submitted code, and trouble of the evaluator is never counted as a pass.
"""
