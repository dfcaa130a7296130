"""Cards: one file for each, a pure function from a message to an Adaptive Card 1.5."""
