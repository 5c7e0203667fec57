# SPDX-License-Identifier: MIT
"""Logs that look fine and are not: none of them is ever judged a pass."""

import json

import pytest

from workshop.testlogs import read_log


def dcgm(status: str, summary: str = "Pass", **result: object) -> str:
    """A run of DCGM 4.x with one test of memory."""
    said = {"entity_group": "GPU", "entity_id": 0, "status": status, **result}
    test = {"name": "memory", "results": [said], "test_summary": {"status": summary}}
    categories = [{"category": "Hardware", "tests": [test]}]
    return json.dumps({"DCGM Diagnostic": {"test_categories": categories}})


NVBANDWIDTH = """nvbandwidth Version: v0.5
Device 0: NVIDIA GeForce RTX 3090 (00000000:01:00)
Running host_to_device_memcpy_ce.
memcpy CE CPU(row) -> GPU(column) bandwidth (GB/s)
           0
 0     {gb_s}

SUM host_to_device_memcpy_ce {gb_s}
{then}"""


def nvbandwidth(then: str, gb_s: str = "24.10") -> str:
    """A run of nvbandwidth whose first copy is done, and what came then."""
    return NVBANDWIDTH.format(then=then, gb_s=gb_s)


ROCM_SMI = '{"card0": {"VBIOS version": "113-X", "Temperature (Sensor edge) (C)": "%s"}'


NVFLASH = """NVIDIA Firmware Update Utility (Version 5.867.0)

{read}

Build GUID            : 0123456789ABCDEF0123456789ABCDEF
Version               : {version}
Build Date            : 08/08/22
{then}"""


def nvflash(
    read: str = "Reading EEPROM (up to 30 seconds)", version: str = "94.02.5C.00.03", then: str = ""
) -> str:
    """What nvflash --version prints."""
    return NVFLASH.format(read=read, version=version, then=then)


NVIDIA_SMI = """==============NVSMI LOG==============
Attached GPUs                             : 1
GPU 00000000:01:00.0
    Product Name                          : NVIDIA A100
    ECC Errors
        Aggregate
            DRAM Uncorrectable            : {errors}
    Temperature
        GPU Current Temp                  : {temp}
    Clocks
        Graphics                          : 345 MHz
"""

# The tool and what is wrong, its log, and a part of what is said of it.
FALSE_PASSES = [
    ("dcgmi: memory not allocated", dcgm("Pass", info="Unable to allocate memory"), "but warns"),
    ("dcgmi: passed with a warning", dcgm("Pass", warnings=["Clocks were low"]), "but warns"),
    ("dcgmi: failed in the summary only", dcgm("Pass", "Fail"), "DCGM failed this card"),
    ("dcgmi: everything skipped", dcgm("Skip", "Skip"), "skipped a part"),
    ("dcgmi: cut off after the last pass", dcgm("Pass")[:-3], "cut off"),
    ("nvbandwidth: stopped in the second copy", nvbandwidth("Running x_ce.\n"), "end of x_ce"),
    ("nvbandwidth: stopped in a line", nvbandwidth("Running x_c"), "is missing"),
    (
        "nvbandwidth: stopped before the last of its list",
        nvbandwidth(nvbandwidth("").partition(")\n")[2] * 4),
        "is missing",
    ),
    ("nvbandwidth: nothing was copied", nvbandwidth("", gb_s="0.00"), "measured 0"),
    ("nvbandwidth: an error at the end", nvbandwidth("[CUDA_ERROR_UNKNOWN] x"), "an error"),
    (
        "nvbandwidth: other data read back",
        nvbandwidth("Invalid value when checking the pattern at 0x7f"),
        "something else",
    ),
    ("rocm-smi: cut off after the last reading", ROCM_SMI % "45.0", "cut off"),
    ("rocm-smi: a card that does not answer", ROCM_SMI % "N/A" + "}", "are not there"),
    ("rocm-smi: a temperature that cannot be", ROCM_SMI % "511.0" + "}", "are not there"),
    ("kernel log: a program's error", "NVRM: Xid (PCI:0000:01:00): 13, x", "a program may have"),
    ("kernel log: an unknown error", "NVRM: Xid (PCI:0000:01:00): 999, x", "is not known here"),
    (
        "kernel log: a card, and its error cut off",
        "[1.5] NVRM: GPU at PCI:0000:01:00: GPU-0a0a0a0a-1111-2222-3333-444444444444",
        "no error of it",
    ),
    ("nvflash: the version of a file", nvflash(read=""), "may be that of a file"),
    ("nvflash: a version cut short", nvflash(version="94.02.5"), "is missing or cannot be read"),
    ("nvflash: an error at the end", nvflash(then="ERROR: EEPROM read failed"), "an error"),
    ("nvidia-smi: an old error", NVIDIA_SMI.format(errors="1", temp="30 C"), "ECC errors: 1"),
    ("nvidia-smi: no count", NVIDIA_SMI.format(errors="Unknown Error", temp="30 C"), "be read"),
    (
        "nvidia-smi: cut off after the temperature",
        NVIDIA_SMI.format(errors="0", temp="30 C").partition("    Clocks")[0],
        "is cut off",
    ),
    ("dcgmi: no test at all", '{"DCGM GPU Diagnostic": {"test_categories": []}}', "tested nothing"),
]


CARD = "GPU 0: NVIDIA GeForce RTX 4090 (UUID: GPU-00000000-0000-0000-0000-000000000001)\n"
BURNT = "\nKilling processes.. done\n\nTested 1 GPUs:\n\tGPU 0: OK\n"


def burn(percent: float, done: int, errors: str = "0") -> str:
    """A report of gpu-burn."""
    return f"\r{percent}%  proc'd: {done} (9 Gflop/s)   errors: {errors}   temps: 70 C "


FALSE_PASSES += [
    ("gpu-burn: nothing processed", CARD + burn(100.0, 0) + BURNT, "computed nothing"),
    ("gpu-burn: no report at all", CARD + BURNT, "computed nothing"),
    ("gpu-burn: stopped at 99 %", CARD + burn(99.9, 50) + BURNT, "stopped at 99.9 %"),
    ("gpu-burn: no verdict", CARD + burn(100.0, 50) + BURNT[:-4], "before the verdict"),
    ("gpu-burn: error in the summary", CARD + burn(100.0, 5) + BURNT[:-3] + "FAULTY\n", "faulty"),
    ("gpu-burn: error before", CARD + burn(9.0, 9, "1") + burn(100.0, 50) + BURNT, "errors: 1"),
    ("gpu-burn: overflow", CARD + burn(9.0, 9, "-1") + burn(100.0, 50) + BURNT, "more calculation"),
    (
        "gpu-burn: the work stands still while that of another card goes on",
        CARD + "".join(burn(float(n), min(n, 60)) for n in range(10, 101, 10)) + BURNT,
        "After 60 % of its time",
    ),
    ("gpu-burn: short", "Burning for 1 seconds.\n" + CARD + burn(100.0, 50) + BURNT, "1 s only"),
]


VULKAN = "1: Bus=0x01:00 DevId=0x2684   24GB NVIDIA GeForce RTX 4090\nStandard 5-minute test of "
VULKAN += VULKAN[:58] + "\n"
CHECKED = "{:7} iteration. Passed 30.0000 seconds  written:  1.0GB  1.0GB/sec        checked: {}\n"
ALL_CHECKED = "".join(CHECKED.format(n, "  20.0GB  99.0GB/sec") for n in range(1, 11))
PASSED = "Standard 5-minute test PASSed! Just press Ctrl+C unless you plan long test run.\n"
STOPPED = "^C\nmemtest_vulkan: no any errors, testing PASSed.\n"
FOUND = "Error found. Mode INITIAL_READ, total errors 0x1 out of 0x18000000 (0.0%)\n"

FALSE_PASSES += [
    (
        "memtest_vulkan: stopped soon",
        VULKAN + CHECKED.format(1, " 20.0GB 9.0GB/sec") + STOPPED,
        "end",
    ),
    ("memtest_vulkan: nothing checked", VULKAN + PASSED + STOPPED, "tested no memory"),
    ("memtest_vulkan: 99 % of it", VULKAN + ALL_CHECKED + STOPPED, "did not come to its end"),
    ("memtest_vulkan: no verdict", VULKAN + ALL_CHECKED + PASSED[:22], "did not come to its end"),
    ("memtest_vulkan: end alone", CHECKED.format(9, "20.0GB 9.0GB/sec") + PASSED, "too little"),
    ("memtest_vulkan: error later", VULKAN + ALL_CHECKED + PASSED + FOUND + STOPPED, "errors: 1"),
    (
        "memtest_vulkan: no card",
        (VULKAN + ALL_CHECKED + PASSED).replace("NVIDIA GeForce RTX 4090", "llvmpipe (LLVM 17)"),
        "not that of a card",
    ),
    (
        "memtest_vulkan: a small part of it",
        (VULKAN + ALL_CHECKED + PASSED).replace("  20.0GB", "   4.0GB"),
        "Only 4096 of the 24576 MiB",
    ),
    *(
        (
            f"memtest_vulkan: {name}",
            (VULKAN + ALL_CHECKED + PASSED).replace("NVIDIA GeForce RTX 4090", name),
            "not that of a card",
        )
        for name in ("Intel(R) UHD Graphics 770 (ADL-S GT1)", "AMD Radeon Graphics (RADV RENOIR)")
    ),
]


SMI = (
    "name, pci.bus_id, temperature.gpu, ecc.errors.uncorrected.volatile.total, "
    "remapped_rows.failure\n"
)
SMI_LINE = "NVIDIA A100-PCIE-40GB, 00000000:3B:00.0, {}, {}, {}\n"
UNASKED = "name, driver_version, temperature.gpu\nTesla T4, 550.54.14, 40\n"
GONE = "Unable to determine the device handle for GPU0000:3B:00.0: Unknown Error\n"
GPU_Z = """        Date        , GPU Temperature [C] , GPU Load [%] ,
2026-01-02 03:04:05 , 60.0 , 99 ,
"""


def stress(stability: str, passed: str, loops: str) -> str:
    """The result of a stress test of 3DMark."""
    said = {"Stability": stability, "Passed": passed, "LoopsDone": loops}
    fields = "".join(f"<XStressTest{k}>{v}</XStressTest{k}>" for k, v in said.items() if v)
    return f"<benchmark><results><result>{fields}</result></results></benchmark>"


FALSE_PASSES += [
    ("nvidia-smi: no counter asked for", UNASKED, "no error counter"),
    ("nvidia-smi: lost later", SMI + SMI_LINE.format(40, 0, "No") + GONE, "fell off the bus"),
    ("nvidia-smi: error in one line", SMI + SMI_LINE.format(40, 1, "No") * 2, "ECC errors: 1"),
    ("nvidia-smi: over time", SMI + SMI_LINE.format(40, 0, "No") * 9, "over time"),
    ("nvidia-smi: cut off", SMI + SMI_LINE.format(40, 0, "No") + "NVIDIA A1", "cut off"),
    ("nvidia-smi: no answer", SMI + SMI_LINE.format("[Unknown Error]", 0, "No"), "did not answer"),
    ("nvidia-smi: unreadable", SMI + SMI_LINE.format(40, "-1", "No"), "cannot be read"),
    ("GPU-Z: no error seen is no test", GPU_Z, "only measures"),
    ("3DMark: stopped in loop 20", stress("99.1", "1", "19"), "after 19 of 20 loops"),
    ("3DMark: passed and unstable", stress("95.0", "1", "20"), "95 % only"),
    ("3DMark: no verdict", stress("99.1", "", "20"), "no verdict of 3DMark"),
    ("3DMark: nothing but a verdict", stress("", "1", ""), "not how stable"),
    ("3DMark: no loop", stress("0", "1", "0"), "after 0 of 20 loops"),
]

MATS = "mats version 455.107.  Testing GA104 with 20 MB of memory starting with 0 MB.\n"
ZEROS = "Read    Error Count: 0\nWrite   Error Count: 0\nUnknown Error Count: 0\n"
NOISE = "\n=== MEMORY ERRORS BY SUBPARTITION ===\nFBIOA0 0 32 0\nFBIOA1 0 32 0\nFBIOB0 0 40 0\n"
CUDA = "[03/14/2026 10:00:00][pc][0]:"
END = "main thread: Program exits\n"
READY = f"{CUDA}Attached to device 0 successfully.\n{CUDA}Allocated 9000 MB\n"
TESTED = f"{READY}{CUDA}Test0 [Walking 1 bit]\n{CUDA}Test0 finished in 6.0 seconds\n"
RULE = "=" * 55 + "\n"
DRAWN = "[build] <default>: FPS: 900 FrameTime: 1.111 ms\n"
HASHES = "hashcat (v6.2.6) starting in benchmark mode\n* Device #1: {}, 9/9 MB, 9MCU\n"
HASHED = HASHES + "* Hash-Mode 0 (MD5)\nSpeed.#1.........: 9.0 MH/s (9ms)\n"

FALSE_PASSES += [
    ("MATS: cut off before a count", MATS + ZEROS[:-20], "cut off"),
    ("MATS: no memory", MATS.replace("20 MB", "0 MB") + ZEROS, "tested any memory"),
    ("MATS: error by bit alone", MATS + ZEROS + "Failing Bits:\nB015\n", "on channel B0"),
    ("MATS: ended with a code", MATS + ZEROS + "Error Code = 00000083\n", "error code 83"),
    ("MATS: noise", MATS + ZEROS.replace("0\nU", "104\nU") + NOISE, "noise"),
    ("cuda_memtest: no end", TESTED, "did not come to its end"),
    ("cuda_memtest: a test unfinished", f"{TESTED}{CUDA}Test1 [x]\n{END}", "come to its end"),
    ("cuda_memtest: no test", READY + END, "finished no test"),
    (
        "cuda_memtest: a hundredth of the memory",
        f"{CUDA}Device name=NVIDIA A100, global memory size=42949672960\n"
        + TESTED.replace("9000", "400")
        + END,
        "Only 400 of the 40960 MiB",
    ),
    (
        "cuda_memtest: an error beside its lines",
        f"{TESTED}ERROR: CUDA error: unspecified launch failure, line 7, file t.cu\n{END}",
        "broke off",
    ),
    ("hashcat: no end", HASHED.format("NVIDIA GeForce RTX 4090"), "cut off"),
    (
        "hashcat: no card",
        HASHED.format("pthread-Intel Xeon") + "Stopped: x x x x x\n",
        "not a card",
    ),
    (
        "hashcat: the graphics of the processor",
        HASHED.format("Intel(R) UHD Graphics 630") + "Stopped: x x x x x\n",
        "not a card",
    ),
    (
        "hashcat: broken off",
        HASHED.format("NVIDIA GeForce RTX 4090")
        + "cuStreamSynchronize(): an illegal memory access was encountered\n"
        + "Stopped: x x x x x\n",
        "broke off",
    ),
    (
        "hashcat: too hot",
        HASHED.format("NVIDIA GeForce RTX 4090")
        + "Temperature limit on GPU #1 reached, aborting...\nStopped: x x x x x\n",
        "too hot",
    ),
    ("glmark2: one scene", f"{DRAWN}{RULE}   glmark2 Score: 900\n{RULE}", "a part of its scenes"),
    ("vkmark: no scene", f"{RULE}   vkmark Score: 900\n{RULE}", "drew nothing"),
]


@pytest.mark.parametrize(
    ("log", "why"),
    [(log, why) for _name, log, why in FALSE_PASSES],
    ids=[name for name, _log, _why in FALSE_PASSES],
)
def test_what_looks_fine_and_is_not(log: str, why: str) -> None:
    results = read_log(log.encode())
    assert results
    for result in results:
        assert result.verdict != "pass"
        assert why in str(result.says)
