"""The rules: one pure function for each clause, one file for each chapter of the rules."""
