"""Conversations: one file for each thing that is talked about: its verbs, how they are read, and what people type."""
