# SPDX-License-Identifier: MIT
"""The things and the rules: no session, no file, no clock, no randomness."""
