# SPDX-License-Identifier: MIT
"""The steps from one schema to the next."""
