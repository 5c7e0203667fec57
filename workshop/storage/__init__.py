# SPDX-License-Identifier: MIT
"""Database, journal, migrations, backup, checks and evidence files."""
