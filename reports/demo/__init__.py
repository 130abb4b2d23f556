"""演示县: 明川县 from real-looking files plus a year of invented activity, dated around today. Only with MINGDU_DEMO=1."""
