# SPDX-License-Identifier: MIT
"""Printers, the ways to them, and the run that takes labels from the queue to paper."""
