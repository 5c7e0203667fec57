# SPDX-License-Identifier: MIT
"""A supplier's list of what is in a delivery: read from any file, columns found, rows checked."""
