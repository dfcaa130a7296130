"""Whole lives of panels: the service against the local Microsoft 365, over HTTP."""
