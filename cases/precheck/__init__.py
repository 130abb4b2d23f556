"""自助预查: a unit checks its own draft cases against the process rules; nothing is stored, counted or shown to anybody else."""
