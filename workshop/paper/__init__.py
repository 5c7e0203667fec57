# SPDX-License-Identifier: MIT
"""What labels and reports both draw with: fonts, colours, escaping, QR matrices."""
