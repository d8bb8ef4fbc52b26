"""The decision: from the evidence in each band to a verdict, in words that can be checked and changed.

Two witnesses speak about each pass band:

* the *score* of `bearing.evidence` says how far the harmonics of a fault order stand out of the envelope spectrum; it
  counts as raised when it is above what 99 of 100 simulated healthy bands have (`thresholds["scores"]`);
* the *classifier* says which of the simulated conditions the envelope order spectrum looks like.

What a band is:

* It *supports* a family when both witnesses name it: its score is raised, and the classifier gives it at least
  `CLASS_PROBABILITY`. Another family's score may be raised further: 7 cage turns are one outer order and 12 nearly one
  inner order, so that a cage fault raises those scores too.
* It is *dismissed* when a score is raised but the classifier calls the band healthy: what stands out there is what
  machines without a fault also have, such as multiples of the shaft speed beside a fault order.
* It is *contested* when a score is raised and the classifier names a fault whose own score is not, or names nothing.
* It is *silent* when no score is raised, and *unusable* without a finite score.

Dismissed and silent bands abstain: a fault need not show in every band. Supporting and contested bands vote.

A vote weighs as many decibels as the score (of the supported family; in a contested band, the highest) is above its
threshold, up to `FULL_WEIGHT_DB`. A family is the verdict only if it has `DECISIVE_SHARE` of all the weight, contested
bands included; else the recording is inconclusive. Nothing here knows a recording by name.

Thresholds come from simulated healthy bearings, not from this machine in good health. The verdict is therefore a reading
of the evidence, not a fact about the bearing; the severity says how plain and how wide the sign is, not how long the
bearing will last: that takes a trend.

Standard library only. Edit the constants, or the function, and run again.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from typing import Literal, TypedDict

CLASS_PROBABILITY = 0.5
"""Least probability with which the classifier must name a family."""
FULL_WEIGHT_DB = 12.0
"""A score this far above its threshold (a factor of 4) gives its band the full weight of 1."""
DECISIVE_SHARE = 2 / 3
"""Least share of all the weight with which a family becomes the verdict."""

PLAN_DB, PLAN_BANDS = 6.0, 2
"""`plan`: the strongest supporting band is this far above its threshold, and so many bands support."""
ACT_DB, ACT_SHARE = 12.0, 0.5
"""`act`: the strongest supporting band is this far above its threshold, and this share of the usable bands supports."""

Severity = Literal["none", "watch", "plan", "act"]


class Thresholds(TypedDict):
    """What is rare among simulated healthy bands."""

    scores: dict[str, float]
    """By family, times the background of the envelope spectrum."""
    novelty: float
    """Reconstruction error of the autoencoder, dB²."""


class BandEvidence(TypedDict):
    """One pass band, as the rule read it."""

    low: float
    high: float
    status: Literal["supports", "contested", "dismissed", "silent", "unusable"]
    family: str | None
    """The family that is supported; else the one whose score exceeds its threshold furthest, or falls short least."""
    excess: float | None
    """How far, in dB; negative below the threshold."""
    looks_like: str | None
    """The classifier's most probable class."""
    probability: float | None
    """Its probability."""
    weight: float
    """The band's vote, 0 to 1."""
    novel: bool
    """Whether the autoencoder reconstructs the band worse than its threshold."""


class Decision(TypedDict):
    """What the pipeline gives as `decision`."""

    verdict: str
    """A family, "inconclusive", "no evidence" or "not resolved"."""
    severity: Severity
    confidence: float
    """0 to 1, to rank readings by: the share of the weight, times how sure the classifier is, times 1 - 1/2**bands that
    support (one band alone is half a confirmation). It is not a calibrated probability."""
    reason: str
    shares: dict[str, float]
    """Share of all the weight by family, and of "contested"; empty where nothing is raised."""
    bands: list[BandEvidence]


def decide(
    scores: memoryview,
    probabilities: memoryview,
    novelty: memoryview,
    *,
    revolutions: float,
    resolved: bool,
    bands: Sequence[float],
    families: Sequence[str],
    classes: Sequence[str],
    thresholds: str,
) -> Decision:
    """Weigh all bands of one recording.

    `scores` [bands, families]; `probabilities` [bands, classes]; `novelty` [bands], dB². `bands` holds low, high pairs
    in Hz; `classes` are the families and "healthy"; `thresholds` is the text of model/thresholds.json.
    """
    limits: Thresholds = json.loads(thresholds)
    read = [
        read_band(
            low=bands[2 * i],
            high=bands[2 * i + 1],
            scores=dict(zip(families, row, strict=True)),
            probabilities=dict(zip(classes, likeness, strict=True)),
            error=error,
            limits=limits["scores"],
            novelty_limit=limits["novelty"],
        )
        for i, (row, likeness, error) in enumerate(
            zip(scores.tolist(), probabilities.tolist(), novelty.tolist(), strict=True)
        )
    ]
    if not resolved:
        reason = f"{revolutions:.0f} shaft revolutions are too few to tell the fault orders apart"
        return decision("not resolved", "none", 0.0, reason, {}, read)
    usable = [band for band in read if band["status"] != "unusable"]
    if not usable:
        return decision("not resolved", "none", 0.0, "no band has a finite score", {}, read)

    weight = {family: sum_of_weights(usable, "supports", family) for family in families}
    contested = sum_of_weights(usable, "contested")
    total = sum(weight.values()) + contested
    if total == 0:
        return without_family(usable, read)
    shares = {family: w / total for family, w in weight.items()} | {"contested": contested / total}
    leader = max(families, key=lambda family: weight[family])
    supporting = [band for band in usable if band["status"] == "supports" and band["family"] == leader]
    if shares[leader] < DECISIVE_SHARE:
        return decision("inconclusive", "watch", shares[leader], why_inconclusive(shares, leader, usable), shares, read)

    strongest = max(supporting, key=lambda band: band["excess"] or 0.0)
    strength = strongest["excess"] or 0.0
    likeness = sum(band["weight"] * (band["probability"] or 0.0) for band in supporting) / weight[leader]
    reason = (
        f"{len(supporting)} of {len(usable)} bands show the {leader} orders and look like a simulated {leader} fault, "
        f"with {shares[leader]:.0%} of the weight; strongest in {strongest['low']:.0f}–{strongest['high']:.0f} Hz, "
        f"{strength:.0f} dB above what 99 % of simulated healthy bands reach"
    )
    if contrary := against(shares, leader, usable):
        reason += f"; against it, {', '.join(contrary)}"
    confidence = shares[leader] * likeness * (1 - 0.5 ** len(supporting))
    level = severity(strength, len(supporting), len(usable))
    return decision(leader, level, confidence, reason, shares, read)


def read_band(
    *,
    low: float,
    high: float,
    scores: dict[str, float],
    probabilities: dict[str, float],
    error: float,
    limits: dict[str, float],
    novelty_limit: float,
) -> BandEvidence:
    """Let both witnesses speak about one band."""
    band = BandEvidence(
        low=low, high=high, status="unusable", family=None, excess=None, looks_like=None, probability=None,
        weight=0.0, novel=error > novelty_limit,
    )  # fmt: skip
    excesses = {family: 20 * math.log10(score / limits[family]) for family, score in scores.items() if score > 0}
    if not excesses or not all(map(math.isfinite, (*excesses.values(), *probabilities.values()))):
        return band
    looks_like = max(probabilities, key=lambda name: probabilities[name])
    named = probabilities[looks_like] >= CLASS_PROBABILITY
    supported = named and excesses.get(looks_like, 0.0) > 0
    family = looks_like if supported else max(excesses, key=lambda name: excesses[name])
    band.update(family=family, excess=excesses[family], looks_like=looks_like, probability=probabilities[looks_like])
    if excesses[family] <= 0:
        band["status"] = "silent"
    elif named and looks_like == "healthy":
        band["status"] = "dismissed"
    else:
        band["status"] = "supports" if supported else "contested"
        band["weight"] = min(1.0, excesses[family] / FULL_WEIGHT_DB)
    return band


def sum_of_weights(bands: Sequence[BandEvidence], status: str, family: str | None = None) -> float:
    """Add the votes of the bands with this status, for this family or any."""
    return sum(band["weight"] for band in bands if band["status"] == status and family in (None, band["family"]))


def without_family(usable: Sequence[BandEvidence], bands: list[BandEvidence]) -> Decision:
    """No band votes; only novelty is left to speak."""
    novel = [band for band in usable if band["novel"]]
    healthy = sum(1 for band in usable if band["looks_like"] == "healthy") / len(usable)
    raised = sum(1 for band in usable if band["status"] == "dismissed")
    reason = f"no fault order is raised in {len(usable) - raised} of {len(usable)} bands"
    if raised:
        reason += f", and {raised} where one is look healthy otherwise"
    if novel:
        reason += f", but {len(novel)} of them are unlike the simulated healthy baseline: look for another cause"
    return decision("no evidence", "watch" if novel else "none", healthy, reason, {}, bands)


def against(shares: dict[str, float], leader: str, usable: Sequence[BandEvidence]) -> list[str]:
    """Say what stands against the leading family."""
    found = [f"{name} has {share:.0%}" for name, share in shares.items() if share > 0 and name not in (leader, "contested")]
    if shares["contested"] > 0:
        count = sum(1 for band in usable if band["status"] == "contested")
        bands = "1 band whose witnesses disagree has" if count == 1 else f"{count} bands whose witnesses disagree have"
        found.append(f"{bands} {shares['contested']:.0%}")
    return found


def why_inconclusive(shares: dict[str, float], leader: str, usable: Sequence[BandEvidence]) -> str:
    """Say how far the leading family came."""
    led = f"{leader} leads with {shares[leader]:.0%} of the weight" if shares[leader] > 0 else "no family has both witnesses"
    return f"{led}, short of {DECISIVE_SHARE:.0%}: {', '.join(against(shares, leader, usable))}"


def severity(strength: float, supporting: int, usable: int) -> Severity:
    """How plain (dB) and how wide (bands) the sign of a family is."""
    if strength >= ACT_DB and supporting >= ACT_SHARE * usable:
        return "act"
    if strength >= PLAN_DB and supporting >= PLAN_BANDS:
        return "plan"
    return "watch"


def decision(
    verdict: str, level: Severity, confidence: float, reason: str, shares: dict[str, float], bands: list[BandEvidence]
) -> Decision:
    """Put a decision together."""
    return Decision(verdict=verdict, severity=level, confidence=confidence, reason=reason, shares=shares, bands=bands)
