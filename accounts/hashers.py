"""密码散列: Argon2id with parameters pinned here, so that an upgrade of the library changes nothing silently."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class PinnedArgon2(Argon2PasswordHasher):
    """Argon2id, 19 MiB, two passes, one lane (ASVS 11.4.2)."""

    time_cost = 2
    memory_cost = 19456
    parallelism = 1
