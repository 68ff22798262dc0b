"""The names model: texts -> what each word is part of, by a token classifier of our own on the shipped encoder."""
