# SPDX-License-Identifier: MIT
"""Logs of nvidia-smi as tests need them."""

UUID = "GPU-0a0a0a0a-1111-2222-3333-4444444444{:02d}"


def a_log(*cards: tuple[int, str, str], errors: int | None = None) -> bytes:
    """A log of these cards: number for the UUID, serial, and degrees or an error."""
    parts = []
    for number, serial, heat in cards:
        ecc = ""
        if errors is not None:
            ecc = f"""<ecc_errors><volatile><dram_uncorrectable>{errors}</dram_uncorrectable>
                </volatile><aggregate><dram_uncorrectable>{errors}</dram_uncorrectable>
                </aggregate></ecc_errors>"""
        parts.append(
            f"""<gpu id="00000000:{number:02X}:00.0">
            <product_name>NVIDIA GeForce RTX 4090</product_name>
            <serial>{serial}</serial><uuid>{UUID.format(number)}</uuid>
            <vbios_version>95.02.3c.00.8d</vbios_version>
            <gpu_part_number>2684-300-A1</gpu_part_number>
            <pci><pci_device_id>268410DE</pci_device_id>
              <pci_bus_id>00000000:{number:02X}:00.0</pci_bus_id>
              <pci_sub_system_id>40BF1458</pci_sub_system_id>
              <pci_gpu_link_info>
              <pcie_gen><max_link_gen>4</max_link_gen><current_link_gen>1</current_link_gen></pcie_gen>
              <link_widths><max_link_width>16x</max_link_width>
              <current_link_width>16x</current_link_width></link_widths></pci_gpu_link_info>
              <replay_counter>0</replay_counter></pci>
            <fan_speed>30 %</fan_speed><performance_state>P8</performance_state>
            <fb_memory_usage><total>24564 MiB</total><used>12 MiB</used></fb_memory_usage>{ecc}
            <temperature><gpu_temp>{heat}</gpu_temp></temperature>
            <gpu_power_readings><power_draw>21.30 W</power_draw></gpu_power_readings>
            <clocks><graphics_clock>210 MHz</graphics_clock></clocks></gpu>"""
        )
    return f"""<?xml version="1.0" ?>
<!DOCTYPE nvidia_smi_log SYSTEM "nvsmi_device_v12.dtd">
<nvidia_smi_log><timestamp>Sun Mar  2 15:02:02 2025</timestamp>
<driver_version>550.90.07</driver_version><cuda_version>12.4</cuda_version>
<attached_gpus>{len(cards)}</attached_gpus>{"".join(parts)}</nvidia_smi_log>""".encode()


def of_device(log: bytes, name: str, device: str) -> bytes:
    """The same log of another card: its name, and its PCI device id such as 128B."""
    return log.replace(b"NVIDIA GeForce RTX 4090", name.encode()).replace(
        b"268410DE", f"{device}10DE".encode()
    )
