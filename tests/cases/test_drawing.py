"""抽取: frozen frame, hash, seed; anyone can recompute."""

import hashlib
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.drawing import SizeRule, canonical_frame, deal, draw, frame_hash, new_seed, order_strata

FRAME = canonical_frame([("市监", f"市监{n}") for n in range(20)] + [("应急", f"应急{n}") for n in range(3)])
SEED = "5eed5eed5eed5eed5eed5eed5eed5eed"


def test_the_draw_is_what_sha256_says() -> None:
    wanted = sorted((f"市监{n}" for n in range(20)), key=lambda key: hashlib.sha256(f"{SEED}:{key}".encode()).hexdigest())[:4]

    assert draw(FRAME, SEED, SizeRule(ratio=Decimal(20)))["市监"] == wanted


def test_the_same_seed_draws_the_same_and_another_draws_otherwise() -> None:
    rule = SizeRule(ratio=Decimal(20))

    assert draw(FRAME, SEED, rule) == draw(FRAME, SEED, rule)
    assert draw(FRAME, SEED, rule) != draw(FRAME, "another", rule)


def test_the_hash_does_not_depend_on_the_order_of_arrival_but_on_every_key() -> None:
    assert frame_hash(canonical_frame(reversed(FRAME))) == frame_hash(FRAME)
    assert frame_hash(FRAME[:-1]) != frame_hash(FRAME)


def test_a_key_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="市监0"):
        canonical_frame([("市监", "市监0"), ("应急", "市监0")])


def test_seeds_are_fresh() -> None:
    assert len({new_seed() for _ in range(50)}) == 50


@pytest.mark.parametrize(
    ("rule", "available", "size"),
    [
        (SizeRule(ratio=Decimal(20)), 136, 28),
        (SizeRule(ratio=Decimal(20)), 2, 1),
        (SizeRule(ratio=Decimal(20), minimum=2), 3, 2),
        (SizeRule(ratio=Decimal(20), minimum=5), 3, 3),
        (SizeRule(number=4), 30, 4),
        (SizeRule(number=4), 3, 3),
        (SizeRule(number=4), 0, 0),
    ],
)
def test_sizes(rule: SizeRule, available: int, size: int) -> None:
    assert rule.size(available) == size
    assert SizeRule.from_record(rule.as_record()) == rule


@given(st.lists(st.tuples(st.sampled_from(["甲", "乙", "丙"]), st.uuids().map(str)), unique_by=lambda row: row[1], max_size=60), st.integers(1, 100))
def test_every_stratum_gives_its_size_in_the_order_of_the_seed(rows: list[tuple[str, str]], ratio: int) -> None:
    rule, frame = SizeRule(ratio=Decimal(ratio)), canonical_frame(rows)
    ordered, drawn = order_strata(frame, SEED), draw(frame, SEED, rule)

    assert {stratum: keys[: rule.size(len(keys))] for stratum, keys in ordered.items()} == drawn
    assert sorted(key for keys in ordered.values() for key in keys) == sorted(key for _, key in rows)


def test_dealing_gives_each_file_two_different_eligible_reviewers_and_even_loads() -> None:
    eligible = {f"卷{n}": ["甲", "乙", "丙", "丁"] if n % 2 else ["甲", "乙", "丙"] for n in range(20)}

    dealt = deal(eligible, SEED)

    assert all(len(set(names)) == 2 and set(names) <= set(eligible[key]) for key, names in dealt.items())
    loads = [sum(name in names for names in dealt.values()) for name in ("甲", "乙", "丙")]
    assert max(loads) - min(loads) <= 2
    assert deal(eligible, SEED) == dealt


def test_dealing_does_not_invent_reviewers() -> None:
    assert deal({"卷": ["甲"]}, SEED) == {"卷": ["甲"]}
