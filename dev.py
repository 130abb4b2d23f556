#!/usr/bin/env python3
"""One command for newcomers and for CI: `up`, `test`, `check`, `manage`. Needs nothing but Python 3.11 or newer."""

import sys

if sys.version_info < (3, 11):
    sys.exit("Python 3.11 or newer is needed; this is " + sys.version.split()[0])

from devtools.commands import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
