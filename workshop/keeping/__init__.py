# SPDX-License-Identifier: MIT
"""What keeps a workshop safe: backups by schedule, its health, and the way back."""
