"""一单位一档: everything about one unit on one page, one sheet of paper and one Word pack."""
