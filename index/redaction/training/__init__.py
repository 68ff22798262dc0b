"""Invented training and measuring data for redaction: names of many origins, identifiers of every form, labelled logs.

Nothing here comes from a real record. `written/` holds logs written for training, with marks, and questions to some of
them; all else follows from a seed. The product does not need this package to run.
"""
