"""The nouns of Case Progression Panels, as frozen dataclasses. All datetimes are aware and stored in UTC (TIME-1)."""
