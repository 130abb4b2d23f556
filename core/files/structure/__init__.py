"""内部结构: one module per family of files, each with `check(path, extension) -> pages or None` that refuses with a sentence.

These run in a limited child process and know nothing of Django.
"""
