"""Workbooks of 报送."""
