"""Invented training and measuring data for redaction: names of many origins, identifiers of every form, labelled logs.

Nothing here comes from a real record; everything follows from a seed. The product does not need this package to run.
"""
