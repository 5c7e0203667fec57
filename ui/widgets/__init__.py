# SPDX-License-Identifier: MIT
"""The parts pages are built from; none knows a database."""
