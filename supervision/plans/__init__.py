"""年度计划与台账: plans, numbered tasks with measures, shares of units and their progress."""
