"""表格机件: what a request asks for as a table, from the bureau's blank to the one workbook of all answers.

Pure functions over bytes and rows: no models, no requests, no clock. A row is `dict[str, str]`: key of a field → canonical
text ("2026-03-05", "12.50", "是", "" for nothing). See docs/submissions.md.
"""
