"""A child that tells its own limits."""

import resource

from core.files.children import serve

if __name__ == "__main__":
    serve(lambda question: {"memory": resource.getrlimit(resource.RLIMIT_AS)[0], "seconds": resource.getrlimit(resource.RLIMIT_CPU)[0]})
