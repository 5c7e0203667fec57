# SPDX-License-Identifier: MIT
"""Every test tool whose logs are known, and one file read by all of them that know it."""

from workshop.domain.refused import Refused
from workshop.testlogs import (
    cuda_memtest,
    dcgm,
    glmark2,
    gpu_burn,
    gpu_z,
    hashcat,
    hwinfo,
    kernel_log,
    mats,
    memtest_vulkan,
    nvbandwidth,
    nvflash,
    nvidia_smi,
    nvidia_smi_csv,
    rocm_smi,
    threedmark,
    vkmark,
)
from workshop.testlogs.log import Log, Tool, UnknownLog
from workshop.testlogs.result import ToolResult
from workshop.testlogs.text import as_text, is_web_page

TOOLS: tuple[Tool, ...] = (
    nvidia_smi,
    dcgm,
    nvbandwidth,
    rocm_smi,
    gpu_burn,
    kernel_log,
    nvflash,
    memtest_vulkan,
    nvidia_smi_csv,
    gpu_z,
    hwinfo,
    threedmark,
    cuda_memtest,
    mats,
    hashcat,
    vkmark,
    glmark2,
)


def results_of(data: bytes) -> list[ToolResult]:
    """What every tool that wrote into a file says: one result for each card and each run.

    One file may hold the output of several tools, as a script leaves it; where one of them cannot
    be read, nothing of the file is.
    """
    log = Log(data)
    if is_web_page(log.text):
        raise UnknownLog(
            "This file is a web page, not the log of a test tool. Import the log itself."
        )
    wrote = [tool for tool in TOOLS if tool.wrote(log)]
    if not wrote:
        raise _of_no_tool(log)
    results = [result for tool in wrote for result in tool.read(log)]
    if not results:
        raise Refused(
            "This log holds no result that can be read. "
            "Run the tool again and import all that it writes."
        )
    return results


def _of_no_tool(log: Log) -> UnknownLog:
    """Why a file is the log of no tool."""
    try:
        other = nvidia_smi.not_as_xml(log.text or as_text(log.data))
    except Refused as refused:
        other = refused
    if other is not None:
        return UnknownLog(other.template, **other.facts)
    return UnknownLog("This file is not the log of any test tool that can be imported here.")
