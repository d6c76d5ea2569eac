"""Netdesk: is that box up?"""
