"""报送的办理: acts on requests, on series and on answers."""
