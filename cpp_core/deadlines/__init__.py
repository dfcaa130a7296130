"""What falls due when: working days, and the exact meaning of every phrase of time (rules chapter 0)."""
