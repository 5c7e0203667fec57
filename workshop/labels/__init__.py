# SPDX-License-Identifier: MIT
"""Tags and QR codes, layouts in millimetres and label sheets."""
