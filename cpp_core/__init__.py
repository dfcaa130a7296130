"""The rules of Case Progression Panels: standard library only, no I/O, no clock."""
