# SPDX-License-Identifier: MIT
"""Makes the three sounds: `python tests/ui/make_sounds.py` writes them to resources/sounds."""

import math
import struct
import wave
from pathlib import Path

RATE = 22_050
FOLDER = Path(__file__).parents[2] / "resources" / "sounds"

# Each sound is notes one after the other: hertz, milliseconds, strength of the octave above.
# A rising pair is well, one note twice asks to look, a low note with edge is a refusal: they are
# told apart by rhythm too, for those who hear few high tones.
NOTES = {
    "ok": ((880.0, 55, 0.15), (1318.5, 85, 0.15)),
    "careful": ((698.5, 90, 0.3), (0.0, 45, 0.0), (698.5, 90, 0.3)),
    "refused": ((196.0, 150, 0.8), (155.6, 230, 0.8)),
}


def samples(name: str) -> list[int]:
    """The sound as 16-bit samples; every note swells and fades, so that nothing clicks."""
    made: list[int] = []
    for hertz, milliseconds, octave in NOTES[name]:
        count = RATE * milliseconds // 1000
        ramp = min(count // 3, RATE * 12 // 1000)
        for i in range(count):
            edge = min(1.0, i / ramp, (count - 1 - i) / ramp)
            angle = 2 * math.pi * hertz * i / RATE
            value = (math.sin(angle) + octave * math.sin(2 * angle)) / (1 + octave)
            made.append(round(value * edge * 0.55 * 32_767))
    return made


def write(folder: Path) -> None:
    """Write every sound as a WAV file: one channel, 22 050 samples a second."""
    for name in NOTES:
        with wave.open(str(folder / f"{name}.wav"), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(RATE)
            made = samples(name)
            file.writeframes(struct.pack(f"<{len(made)}h", *made))


if __name__ == "__main__":
    write(FOLDER)
