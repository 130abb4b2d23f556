"""抽取: one engine for files, decisions and reviewers. Freeze and hash the frame, then the seed, then order by hash; anyone can recompute.

Basis: REVIEW-DRAW.
"""

import hashlib
import json
import secrets
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

ALGORITHM = 'SHA-256(种子 + ":" + 业务键) 由小到大，各层取前 n 件'


@dataclass(frozen=True)
class SizeRule:
    """抽取数: a ratio in percent or a number for each stratum, with a minimum; never more than the stratum holds."""

    ratio: Decimal | None = None
    number: int | None = None
    minimum: int = 1

    def size(self, available: int) -> int:
        """How many to draw of `available`; a ratio is rounded up."""
        by_ratio = (Decimal(available) * (self.ratio or 0) / 100).to_integral_value(ROUND_CEILING)
        return min(available, max(int(by_ratio), self.number or 0, self.minimum))

    def as_record(self) -> dict[str, str | int | None]:
        """As kept in the draw record."""
        return {"ratio": None if self.ratio is None else str(self.ratio), "number": self.number, "minimum": self.minimum}

    @classmethod
    def from_record(cls, record: Mapping[str, str | int | None]) -> "SizeRule":
        ratio = record["ratio"]
        return cls(None if ratio is None else Decimal(str(ratio)), None if record["number"] is None else int(record["number"]), int(record["minimum"] or 0))


Frame = Sequence[Sequence[str]]  # (stratum, business key)


def canonical_frame(rows: Iterable[Sequence[str]]) -> list[list[str]]:
    """The frame in the one order that is hashed; a key twice is a fault of the caller."""
    frame = sorted([stratum, key] for stratum, key in rows)
    twice = [key for key, times in Counter(key for _, key in frame).items() if times > 1]
    if twice:
        raise ValueError(f"business key twice in the frame: {twice[0]}")
    return frame


def frame_hash(frame: Frame) -> str:
    """SHA-256 over the canonical JSON of the frame."""
    text = json.dumps([list(row) for row in frame], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def new_seed() -> str:
    """The seed, taken once and only after the frame is frozen."""
    return secrets.token_hex(16)


def rank(seed: str, key: str) -> str:
    """Place of `key` in the order of `seed`."""
    return hashlib.sha256(f"{seed}:{key}".encode()).hexdigest()


def order_strata(frame: Frame, seed: str) -> dict[str, list[str]]:
    """All keys of each stratum in drawn order: the first n are taken, the next ones replace."""
    strata: dict[str, list[str]] = defaultdict(list)
    for stratum, key in frame:
        strata[stratum].append(key)
    return {stratum: sorted(keys, key=lambda key: rank(seed, key)) for stratum, keys in sorted(strata.items())}


def draw(frame: Frame, seed: str, rule: SizeRule) -> dict[str, list[str]]:
    """Keys drawn in each stratum."""
    return {stratum: keys[: rule.size(len(keys))] for stratum, keys in order_strata(frame, seed).items()}


def deal(eligible: Mapping[str, Sequence[str]], seed: str, seats: int = 2, load: Mapping[str, int] | None = None) -> dict[str, list[str]]:
    """随机分派: for each file in drawn order the `seats` eligible reviewers with the least load, ties by hash. Too few → those there are."""
    carried = Counter(load or {})
    dealt: dict[str, list[str]] = {}
    for key in sorted(eligible, key=lambda key: rank(seed, key)):
        chosen = sorted(eligible[key], key=lambda name: (carried[name], rank(seed, f"{key}:{name}")))[:seats]
        carried.update(chosen)
        dealt[key] = chosen
    return dealt
