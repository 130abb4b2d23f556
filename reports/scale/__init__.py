"""体量数据: invented officers and acts in the size of a county or a city, the same for the same seed."""
