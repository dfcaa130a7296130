"""Tests of the bot: trust, turns, cards, and what it sends, against the local Microsoft 365."""
