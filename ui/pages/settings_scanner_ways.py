# SPDX-License-Identifier: MIT
"""Settings: the scanner on a serial port, and the camera."""

from __future__ import annotations

from PySide6.QtWidgets import QComboBox, QVBoxLayout, QWidget

from ui import theme
from ui.context import Context
from ui.pages.settings_parts import Option, fill, options_box, setting_row
from ui.settings import SERIAL_LINES, SERIAL_SPEEDS
from ui.widgets.controls import Button, Label
from workshop.language import say


class _Way(QWidget):
    """One way to scan: its fields under each other, and in words whether the device is there."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(theme.GRID)
        self.state = Label("", wraps=True, strong=True)
        if context.scanners is not None:
            context.scanners.changed.connect(self.tell)

    def tell(self) -> None:
        """Say whether the device is there."""

    def keep(self) -> None:
        """Keep what was chosen, and go by it."""
        self.context.settings.save()
        self.context.restyled.emit()
        self.tell()


class SerialWay(_Way):
    """Which port, and how the scanner there talks."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        settings = context.settings
        self._devices: dict[str, str] = {}
        self.port = options_box([])
        self.speed = options_box(
            [Option(str(speed), str(speed)) for speed in SERIAL_SPEEDS], str(settings.serial_speed)
        )
        self.line = options_box([Option(one, one) for one in SERIAL_LINES], settings.serial_line)
        self.column.addWidget(setting_row("serial_port", self.port))
        self.column.addWidget(setting_row("serial_speed", self.speed, say("bit/s")))
        self.column.addWidget(setting_row("serial_line", self.line))
        self.column.addWidget(self.state)
        note = say("It is found again when it was unplugged, over USB on any port.")
        self.column.addWidget(Label(note, theme.NOTE, ink="quiet", wraps=True))
        self.column.addStretch(1)
        self.again = Button(say("Look for ports again"), icon="refresh", press=self.look)
        self.column.addWidget(self.again)
        for box in (self.port, self.speed, self.line):
            box.currentIndexChanged.connect(self._keep)

    def look(self) -> None:
        """List the ports there are, and the one that is set even where it is not there."""
        from ui.serial_scanner import ports

        settings = self.context.settings
        found = ports()
        self._devices = {one.name: one.device for one in found}
        options = [
            Option("", say("No scanner on a port")),
            *(Option(p.name, p.words) for p in found),
        ]
        if settings.serial_port and settings.serial_port not in self._devices:
            self._devices[settings.serial_port] = settings.serial_device
            words = say("{port} (not there)", port=settings.serial_port)
            options.append(Option(settings.serial_port, words))
        fill(self.port, options, settings.serial_port)
        self.tell()

    def tell(self) -> None:
        """Say whether the scanner is there."""
        from ui.serial_scanner import State, state_words

        serial = self.context.scanners.serial if self.context.scanners is not None else None
        state = State.OFF if serial is None else serial.state
        self.state.setText(state_words(state, "" if serial is None else serial.name))
        inks = {State.CONNECTED: "good", State.OFF: "quiet"}
        self.state.setInk(inks.get(state, "careful"))

    def _keep(self) -> None:
        settings = self.context.settings
        settings.serial_port = _chosen(self.port)
        settings.serial_device = self._devices.get(settings.serial_port, "")
        settings.serial_speed, settings.serial_line = int(_chosen(self.speed)), _chosen(self.line)
        self.keep()


class CameraWay(_Way):
    """Which camera, and whether it is on."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.which = options_box([])
        self.column.addWidget(setting_row("camera", self.which))
        self.column.addWidget(self.state)
        note = say(
            "Its picture comes up at the right side of the window. A code is read once, and again "
            "only after it was out of the picture."
        )
        self.column.addWidget(Label(note, theme.NOTE, ink="quiet", wraps=True))
        self.column.addStretch(1)
        self.switch = Button(
            say("Camera on or off"), icon="camera", press=self.context.filming.emit
        )
        self.column.addWidget(self.switch)
        self.which.currentIndexChanged.connect(self._keep)

    def look(self) -> None:
        """List the cameras there are."""
        from ui.camera_scanner import cameras

        first = Option("", say("The first there is"))
        options = [first, *(Option(name, words) for name, words in cameras())]
        fill(self.which, options, self.context.settings.camera)
        self.tell()

    def tell(self) -> None:
        """Say whether there are pictures, or why there can be none."""
        from ui.camera_scanner import State, can_film, state_words

        camera = self.context.scanners.camera if self.context.scanners is not None else None
        state = State.OFF if camera is None else camera.state
        if state is State.OFF and not can_film():
            state = State.ABSENT
        self.state.setText(state_words(state))
        inks = {State.ON: "good", State.OFF: "quiet"}
        self.state.setInk(inks.get(state, "careful"))
        self.switch.setEnabled(state is not State.ABSENT)

    def _keep(self) -> None:
        self.context.settings.camera = _chosen(self.which)
        self.keep()


def _chosen(box: QComboBox) -> str:
    return str(box.currentData() or "")
