"""Input of the acts of 报送: one form per act."""
