"""Doorways of 报送."""
