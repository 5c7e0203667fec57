# SPDX-License-Identifier: MIT
"""The workshop without a screen: no Qt anywhere below here."""
