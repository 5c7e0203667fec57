# SPDX-License-Identifier: MIT
"""Batch and passport PDFs."""
