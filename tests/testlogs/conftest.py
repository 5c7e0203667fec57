# SPDX-License-Identifier: MIT
"""Small nvidia-smi logs written by hand, one for each schema, and what a reading may be."""

import re
from collections.abc import Callable
from types import SimpleNamespace

import pytest

from workshop.testlogs import ToolResult

# A GeForce as driver 430 describes it: no board part number, `clocks_throttle_reasons`.
V10 = """<?xml version="1.0" ?>
<!DOCTYPE nvidia_smi_log SYSTEM "nvsmi_device_v10.dtd">
<nvidia_smi_log>
  <timestamp>Tue Jan  7 08:05:09 2020</timestamp>
  <driver_version>430.64</driver_version>
  <cuda_version>10.1</cuda_version>
  <attached_gpus>1</attached_gpus>
  <gpu id="00000000:0A:00.0">
    <product_name>GeForce RTX 2080 Ti</product_name>
    <serial>N/A</serial>
    <uuid>GPU-0a0a0a0a-1111-2222-3333-444444444410</uuid>
    <vbios_version>90.02.17.00.b2</vbios_version>
    <gpu_part_number>N/A</gpu_part_number>
    <inforom_version><img_version>G001.0000.02.04</img_version></inforom_version>
    <pci>
      <pci_device_id>1E0710DE</pci_device_id>
      <pci_bus_id>00000000:0A:00.0</pci_bus_id>
      <pci_sub_system_id>37A71458</pci_sub_system_id>
      <pci_gpu_link_info>
        <pcie_gen><max_link_gen>3</max_link_gen><current_link_gen>1</current_link_gen></pcie_gen>
        <link_widths>
          <max_link_width>16x</max_link_width><current_link_width>16x</current_link_width>
        </link_widths>
      </pci_gpu_link_info>
      <replay_counter>0</replay_counter>
    </pci>
    <fan_speed>31 %</fan_speed>
    <performance_state>P8</performance_state>
    <clocks_throttle_reasons>
      <clocks_throttle_reason_gpu_idle>Active</clocks_throttle_reason_gpu_idle>
      <clocks_throttle_reason_sw_power_cap>Not Active</clocks_throttle_reason_sw_power_cap>
    </clocks_throttle_reasons>
    <fb_memory_usage><total>11019 MiB</total><used>12 MiB</used></fb_memory_usage>
    <bar1_memory_usage><total>256 MiB</total></bar1_memory_usage>
    <temperature>
      <gpu_temp>38 C</gpu_temp>
      <gpu_temp_max_threshold>94 C</gpu_temp_max_threshold>
      <gpu_temp_slow_threshold>91 C</gpu_temp_slow_threshold>
      <gpu_temp_max_gpu_threshold>89 C</gpu_temp_max_gpu_threshold>
      <memory_temp>N/A</memory_temp>
    </temperature>
    <power_readings>
      <power_state>P8</power_state>
      <power_draw>9.47 W</power_draw>
      <power_limit>260.00 W</power_limit>
      <default_power_limit>250.00 W</default_power_limit>
      <enforced_power_limit>255.00 W</enforced_power_limit>
      <min_power_limit>100.00 W</min_power_limit>
      <max_power_limit>280.00 W</max_power_limit>
    </power_readings>
    <clocks><graphics_clock>300 MHz</graphics_clock><mem_clock>405 MHz</mem_clock></clocks>
    <max_clocks><graphics_clock>2100 MHz</graphics_clock></max_clocks>
    <processes>
      <process_info><pid>4711</pid>
        <process_name>C:\\Users\\anna.muster\\secret\\miner.exe</process_name>
      </process_info>
    </processes>
    <accounted_processes></accounted_processes>
  </gpu>
</nvidia_smi_log>
"""

# A data-centre card as driver 515 describes it: the GPU part number is the board's.
V11 = """<?xml version="1.0" ?>
<!DOCTYPE nvidia_smi_log SYSTEM "nvsmi_device_v11.dtd">
<nvidia_smi_log>
  <timestamp>Thu Dec 29 23:59:58 2022</timestamp>
  <driver_version>515.86.01</driver_version>
  <cuda_version>11.7</cuda_version>
  <gpu id="00000000:3B:00.0">
    <product_name>Tesla V100-PCIE-16GB</product_name>
    <serial>0323019000017</serial>
    <uuid>GPU-0a0a0a0a-1111-2222-3333-444444444411</uuid>
    <vbios_version>88.00.48.00.02</vbios_version>
    <gpu_part_number>900-2G500-0300-030</gpu_part_number>
    <inforom_version><img_version>G500.0202.00.02</img_version></inforom_version>
    <pci>
      <pci_device_id>1DB410DE</pci_device_id>
      <pci_bus_id>00000000:3B:00.0</pci_bus_id>
      <pci_sub_system_id>121410DE</pci_sub_system_id>
      <replay_counter>3</replay_counter>
    </pci>
    <fan_speed>N/A</fan_speed>
    <performance_state>P0</performance_state>
    <fb_memory_usage><total>16384 MiB</total><used>0 MiB</used></fb_memory_usage>
    <ecc_errors>
      <volatile>
        <single_bit><device_memory>1</device_memory><total>1</total></single_bit>
        <double_bit><device_memory>0</device_memory><total>0</total></double_bit>
      </volatile>
      <aggregate>
        <single_bit><device_memory>5</device_memory><l2_cache>2</l2_cache><total>7</total></single_bit>
        <double_bit><device_memory>0</device_memory><l2_cache>0</l2_cache><total>N/A</total></double_bit>
      </aggregate>
    </ecc_errors>
    <retired_pages>
      <multiple_single_bit_retirement><retired_count>2</retired_count></multiple_single_bit_retirement>
      <double_bit_retirement><retired_count>1</retired_count></double_bit_retirement>
      <pending_blacklist>No</pending_blacklist>
      <pending_retirement>No</pending_retirement>
    </retired_pages>
    <temperature><gpu_temp>35 C</gpu_temp><memory_temp>33 C</memory_temp></temperature>
    <power_readings>
      <power_draw>24.10 W</power_draw><power_limit>250.00 W</power_limit>
    </power_readings>
    <clocks><graphics_clock>1245 MHz</graphics_clock><mem_clock>877 MHz</mem_clock></clocks>
  </gpu>
</nvidia_smi_log>
"""

# Driver 535: `gpu_power_readings` with `power_draw`, a board part number, remapped rows.
V12_535 = """<?xml version="1.0" ?>
<!DOCTYPE nvidia_smi_log SYSTEM "nvsmi_device_v12.dtd">
<nvidia_smi_log>
  <timestamp>Mon Oct 30 16:20:00 2023</timestamp>
  <driver_version>535.129.03</driver_version>
  <cuda_version>12.2</cuda_version>
  <gpu id="00000000:65:00.0">
    <product_name>NVIDIA A100-PCIE-40GB</product_name>
    <serial>1324321000042</serial>
    <uuid>GPU-0a0a0a0a-1111-2222-3333-444444444412</uuid>
    <vbios_version>92.00.25.00.08</vbios_version>
    <board_part_number>900-21001-0000-000</board_part_number>
    <gpu_part_number>20F1-893-A1</gpu_part_number>
    <pci>
      <pci_device_id>20F110DE</pci_device_id>
      <pci_bus_id>00000000:65:00.0</pci_bus_id>
      <pci_sub_system_id>145F10DE</pci_sub_system_id>
    </pci>
    <fan_speed>N/A</fan_speed>
    <performance_state>P0</performance_state>
    <clocks_event_reasons>
      <clocks_event_reason_gpu_idle>Not Active</clocks_event_reason_gpu_idle>
      <clocks_event_reason_sw_power_cap>Active</clocks_event_reason_sw_power_cap>
      <clocks_event_reason_hw_thermal_slowdown>Active</clocks_event_reason_hw_thermal_slowdown>
    </clocks_event_reasons>
    <fb_memory_usage><total>40960 MiB</total><used>4 MiB</used></fb_memory_usage>
    <bar1_memory_usage><total>65536 MiB</total></bar1_memory_usage>
    <ecc_errors>
      <volatile>
        <sram_correctable>0</sram_correctable><sram_uncorrectable>0</sram_uncorrectable>
        <dram_correctable>0</dram_correctable><dram_uncorrectable>0</dram_uncorrectable>
      </volatile>
      <aggregate>
        <sram_correctable>1</sram_correctable><sram_uncorrectable>0</sram_uncorrectable>
        <dram_correctable>8</dram_correctable><dram_uncorrectable>0</dram_uncorrectable>
      </aggregate>
    </ecc_errors>
    <retired_pages>
      <multiple_single_bit_retirement><retired_count>N/A</retired_count></multiple_single_bit_retirement>
      <pending_retirement>N/A</pending_retirement>
    </retired_pages>
    <remapped_rows>
      <remapped_row_corr>1</remapped_row_corr>
      <remapped_row_unc>0</remapped_row_unc>
      <remapped_row_pending>No</remapped_row_pending>
      <remapped_row_failure>No</remapped_row_failure>
    </remapped_rows>
    <temperature>
      <gpu_temp>41 C</gpu_temp>
      <gpu_temp_tlimit>N/A</gpu_temp_tlimit>
      <gpu_temp_max_threshold>92 C</gpu_temp_max_threshold>
      <memory_temp>47 C</memory_temp>
      <gpu_temp_max_mem_threshold>95 C</gpu_temp_max_mem_threshold>
    </temperature>
    <gpu_power_readings>
      <power_state>P0</power_state>
      <power_draw>61.80 W</power_draw>
      <current_power_limit>240.00 W</current_power_limit>
      <requested_power_limit>250.00 W</requested_power_limit>
      <default_power_limit>250.00 W</default_power_limit>
    </gpu_power_readings>
    <module_power_readings><power_draw>999.00 W</power_draw></module_power_readings>
    <clocks><graphics_clock>1410 MHz</graphics_clock><mem_clock>1215 MHz</mem_clock></clocks>
  </gpu>
</nvidia_smi_log>
"""

# Driver 570, still v12: two power draws, margins instead of temperatures.
V12_570 = """<?xml version="1.0"?>
<!DOCTYPE nvidia_smi_log SYSTEM "nvsmi_device_v12.dtd">
<nvidia_smi_log>
  <timestamp>Wed Jun 11 10:00:01 2025</timestamp>
  <driver_version>570.153.02</driver_version>
  <cuda_version>12.8</cuda_version>
  <gpu id="00000000:01:00.0">
    <product_name>NVIDIA GeForce RTX 4090</product_name>
    <serial>N/A</serial>
    <uuid>GPU-0a0a0a0a-1111-2222-3333-444444444457</uuid>
    <vbios_version>95.02.18.80.5F</vbios_version>
    <board_part_number>N/A</board_part_number>
    <gpu_part_number>2684-300-A1</gpu_part_number>
    <inforom_version><img_version>G002.0000.00.03</img_version></inforom_version>
    <gpu_reset_status>
      <reset_required>Requested functionality has been deprecated</reset_required>
    </gpu_reset_status>
    <gpu_recovery_action>None</gpu_recovery_action>
    <pci>
      <pci_device_id>268410DE</pci_device_id>
      <pci_bus_id>00000000:01:00.0</pci_bus_id>
      <pci_sub_system_id>40BF1458</pci_sub_system_id>
      <replay_counter>0</replay_counter>
    </pci>
    <fan_speed>0 %</fan_speed>
    <performance_state>P8</performance_state>
    <clocks_event_reasons>
      <clocks_event_reason_gpu_idle>Not Active</clocks_event_reason_gpu_idle>
      <clocks_event_reason_sync_boost>N/A</clocks_event_reason_sync_boost>
    </clocks_event_reasons>
    <fb_memory_usage><total>24564 MiB</total><used>15 MiB</used></fb_memory_usage>
    <bar1_memory_usage><total>32768 MiB</total></bar1_memory_usage>
    <remapped_rows>N/A</remapped_rows>
    <temperature>
      <gpu_temp>44 C</gpu_temp>
      <gpu_temp_tlimit>40 C</gpu_temp_tlimit>
      <gpu_temp_max_tlimit_threshold>-7 C</gpu_temp_max_tlimit_threshold>
      <gpu_temp_slow_tlimit_threshold>-2 C</gpu_temp_slow_tlimit_threshold>
      <gpu_temp_max_gpu_tlimit_threshold>0 C</gpu_temp_max_gpu_tlimit_threshold>
      <gpu_target_temperature>84 C</gpu_target_temperature>
      <memory_temp>N/A</memory_temp>
      <gpu_temp_max_mem_tlimit_threshold>N/A</gpu_temp_max_mem_tlimit_threshold>
    </temperature>
    <gpu_power_readings>
      <power_state>P8</power_state>
      <average_power_draw>26.84 W</average_power_draw>
      <instant_power_draw>27.31 W</instant_power_draw>
      <current_power_limit>450.00 W</current_power_limit>
      <default_power_limit>450.00 W</default_power_limit>
      <min_power_limit>10.00 W</min_power_limit>
      <max_power_limit>600.00 W</max_power_limit>
    </gpu_power_readings>
    <clocks><graphics_clock>210 MHz</graphics_clock><mem_clock>405 MHz</mem_clock></clocks>
    <supported_clocks>
      <supported_mem_clock><value>10501 MHz</value></supported_mem_clock>
    </supported_clocks>
    <processes></processes>
  </gpu>
</nvidia_smi_log>
"""

# Driver 580: the versions under new names, SRAM errors in two parts, more ways to be ill.
V13 = """<?xml version="1.0"?>
<!DOCTYPE nvidia_smi_log SYSTEM "nvsmi_device_v13.dtd">
<nvidia_smi_log>
  <timestamp>Sat Feb 28 07:30:00 2026</timestamp>
  <driver_version>Deprecated</driver_version>
  <kmd_version>580.82.07</kmd_version>
  <cuda_umd_version>13.0</cuda_umd_version>
  <gpu id="00000000:C1:00.0">
    <product_name>NVIDIA H100 PCIe</product_name>
    <serial>1654422000099</serial>
    <uuid>GPU-0a0a0a0a-1111-2222-3333-444444444413</uuid>
    <vbios_version>96.00.74.00.04</vbios_version>
    <board_part_number>900-21010-0000-000</board_part_number>
    <gpu_part_number>2331-883-A1</gpu_part_number>
    <gpu_recovery_action>None</gpu_recovery_action>
    <pci><pci_device_id>0x233110DE</pci_device_id><pci_sub_system_id>162610DE</pci_sub_system_id></pci>
    <fan_speed>N/A</fan_speed>
    <performance_state>P0</performance_state>
    <fb_memory_usage><total>81559 MiB</total><used>0 MiB</used></fb_memory_usage>
    <ecc_errors>
      <volatile><sram_correctable>0</sram_correctable><dram_correctable>0</dram_correctable></volatile>
      <aggregate>
        <sram_correctable>0</sram_correctable>
        <sram_uncorrectable_parity>0</sram_uncorrectable_parity>
        <sram_uncorrectable_secded>0</sram_uncorrectable_secded>
        <dram_correctable>4</dram_correctable>
        <dram_uncorrectable>0</dram_uncorrectable>
      </aggregate>
      <unrepairable_memory>No</unrepairable_memory>
    </ecc_errors>
    <remapped_rows>
      <remapped_row_corr>0</remapped_row_corr>
      <remapped_row_unc>0</remapped_row_unc>
      <remapped_row_pending>No</remapped_row_pending>
      <remapped_row_failure>No</remapped_row_failure>
    </remapped_rows>
    <temperature>
      <gpu_temp>36 C</gpu_temp>
      <gpu_temp_max_tlimit_threshold>-8 C</gpu_temp_max_tlimit_threshold>
      <memory_temp>41 C</memory_temp>
    </temperature>
    <gpu_power_readings>
      <power_state>Requested functionality has been deprecated</power_state>
      <average_power_draw>N/A</average_power_draw>
      <instant_power_draw>48.50 W</instant_power_draw>
      <current_power_limit>350.00 W</current_power_limit>
    </gpu_power_readings>
    <clocks><graphics_clock>1755 MHz</graphics_clock><mem_clock>1593 MHz</mem_clock></clocks>
  </gpu>
</nvidia_smi_log>
"""

UNITS = {
    "": (0, 1e9),
    "%": (0, 200),
    "MHz": (0, 100_000),
    "MiB": (0, 16_777_216),
    "W": (0, 10_000),
    "°C": (-100, 250),
}


def with_value(log: str, tag: str, value: str, count: int = 0) -> str:
    """The log with another value in the first `count` elements of this tag (0: in all)."""
    changed, done = re.subn(
        rf"<{tag}>[^<]*</{tag}>", lambda _: f"<{tag}>{value}</{tag}>", log, count=count
    )
    assert done, f"no {tag} in this log"
    return changed


def plausible(result: ToolResult) -> bool:
    """Whether every reading is of a type, unit, size and length that can be."""
    for reading in result.readings:
        if isinstance(reading.value, str):
            assert reading.value and reading.value.isprintable() and reading.unit == "", reading
            assert len(reading.value) <= 120 or reading.name == "throttle_reasons", reading
        else:
            low, high = UNITS[reading.unit]
            assert type(reading.value) is float and low <= reading.value <= high, reading
    names = [reading.name for reading in result.readings]
    assert len(names) == len(set(names))
    assert result.verdict in ("pass", "fail", "inconclusive")
    places = set(re.findall(r"\{(\w+)\}", result.says.template))
    assert places == {name for name, _fact in result.says.facts}
    memory = result.device.memory_mib
    assert memory is None or memory > 0
    return True


@pytest.fixture(scope="session")
def logs() -> SimpleNamespace:
    """The handmade logs by schema."""
    return SimpleNamespace(v10=V10, v11=V11, v12_535=V12_535, v12_570=V12_570, v13=V13)


@pytest.fixture(scope="session")
def changed() -> Callable[..., str]:
    """`changed(log, tag, value)`: the log with another value there."""
    return with_value


@pytest.fixture(scope="session")
def is_plausible() -> Callable[[ToolResult], bool]:
    """Whether every reading of a result can be."""
    return plausible
