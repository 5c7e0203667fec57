# SPDX-License-Identifier: MIT
"""Where the tests of printing find the printer that can be bad."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
