# SPDX-License-Identifier: MIT
"""The order of scans at a bench, as plain objects."""
