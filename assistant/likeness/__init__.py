"""Likeness: a question -> how like it is to the example questions that are declined, or to those that are answered."""
