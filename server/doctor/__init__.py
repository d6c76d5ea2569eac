"""The doctor: what of Vetloop works on this machine, what is missing and why, and the command that brings it.

Each check is one small function without arguments or with the data folder, returns a `Finding`, takes well under a
second, and changes nothing. Nothing is judged here: whether a verdict counts is decided where it is reached.
"""
