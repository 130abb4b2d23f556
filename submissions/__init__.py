"""报送任务: what units are asked to hand in, what they answered, and what became of it."""
