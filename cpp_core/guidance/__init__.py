"""What the guidance says: dated policy values, findings, and the register of clauses."""
