"""Relevance: a question and passages of logs -> how well each passage, and each of its sentences, answers it."""
