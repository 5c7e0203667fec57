# SPDX-License-Identifier: MIT
"""One module per page of the window."""
