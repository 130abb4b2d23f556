"""For the container's own health check: the web process answers under the configured host name."""

import os
import sys
import urllib.request
from urllib.parse import urlsplit

address = urlsplit(os.environ.get("BASE_URL", "http://127.0.0.1:8000"))
request = urllib.request.Request("http://127.0.0.1:8000/healthz", headers={"Host": address.netloc})
with urllib.request.urlopen(request, timeout=4) as answer:
    sys.exit(0 if answer.status == 200 else 1)
