"""健康: what the product depends on, asked one by one."""
