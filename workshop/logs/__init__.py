# SPDX-License-Identifier: MIT
"""The way of a log: out of files, folders and archives, to the right card, into the database."""
