"""People, cases and answers in from CSV and XLSX; case lists and reports out as XLSX."""
