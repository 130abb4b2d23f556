"""后台任务: work that outlives a request, as rows; Celery only rings.

`submit`, `ring`, `Beat` and `Outcome` are what other packages use (`core.jobs.queue`, `core.jobs.bell`, `core.jobs.run`).
"""
