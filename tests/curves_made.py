# SPDX-License-Identifier: MIT
"""Curves of a thermocouple as a station writes them, made for tests."""

from itertools import pairwise

# s and °C at the joint of a lead-free board that was heated as its profile wants it.
JOINT = [(0, 24), (85, 150), (100, 156), (165, 184), (205, 215), (240, 237), (262, 216), (330, 120)]


def curve_csv(stretched: float = 1.0, hotter: float = 0.0) -> str:
    """A table of a reading a second, hotter by so much at its peak, its times stretched."""
    lines = ["Time (s),Temperature (°C),Setpoint"]
    for (begun, low), (ended, high) in pairwise(JOINT):
        for at in range(begun, ended):
            heat = low + (high - low) * (at - begun) / (ended - begun)
            peak = max(0.0, 1 - abs(at - 240) / 60) * hotter
            lines.append(f"{at * stretched:.1f},{heat + peak + (at % 3) * 0.2:.1f},250")
    return "\n".join(lines) + "\n"
