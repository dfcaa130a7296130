"""Reports as files: a workbook, charts and a page."""
