"""gunicorn: two processes of four threads; slow uploads and kept connections hold a thread, never a process."""

import os

worker_class = "gthread"
workers = int(os.environ.get("WEB_PROCESSES", "2"))
threads = int(os.environ.get("WEB_THREADS", "4"))
timeout = 120
graceful_timeout = 10
keepalive = 5
max_requests, max_requests_jitter = 2000, 200
accesslog = None
errorlog = "-"
control_socket_disable = True
forwarded_allow_ips = ""  # client addresses are read by core.http.client_address, by the configured number of proxies
