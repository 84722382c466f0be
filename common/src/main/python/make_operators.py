#!/usr/bin/env python3
"""Makes ../resources/kernels/operators.ptx from operators.cu and operators_rows.cuh with NVIDIA's compiler for run time.

    pip install nvidia-cuda-nvrtc-cu11==11.8.89
    python make_operators.py

PTX is text for any GPU from the named one on; the driver translates it for the GPU at hand. Every driver for CUDA 12
reads the PTX of compiler 11.8.
"""

import ctypes
import hashlib
import pathlib
import re

from nvidia import cuda_nvrtc

OPTIONS = [b"--gpu-architecture=compute_70", b"--std=c++17"]
KERNELS = pathlib.Path(__file__).parent.parent / "resources" / "kernels"


def compile(source, rows):
    nvrtc = ctypes.CDLL(str(pathlib.Path(cuda_nvrtc.__path__[0]) / "lib" / "libnvrtc.so.11.2"))
    program = ctypes.c_void_p()
    texts, names = (ctypes.c_char_p * 1)(rows), (ctypes.c_char_p * 1)(b"operators_rows.cuh")
    check(nvrtc, nvrtc.nvrtcCreateProgram(ctypes.byref(program), source, b"operators.cu", 1, texts, names))
    options = (ctypes.c_char_p * len(OPTIONS))(*OPTIONS)
    code = nvrtc.nvrtcCompileProgram(program, len(OPTIONS), options)
    log = text(nvrtc, program, "ProgramLog")
    if log.strip():
        print(log)
    check(nvrtc, code)
    return text(nvrtc, program, "PTX")


def text(nvrtc, program, what):
    size = ctypes.c_size_t()
    check(nvrtc, getattr(nvrtc, f"nvrtcGet{what}Size")(program, ctypes.byref(size)))
    room = ctypes.create_string_buffer(size.value)
    check(nvrtc, getattr(nvrtc, f"nvrtcGet{what}")(program, room))
    return room.value.decode()


def check(nvrtc, code):
    if code != 0:
        nvrtc.nvrtcGetErrorString.restype = ctypes.c_char_p
        raise SystemExit(nvrtc.nvrtcGetErrorString(code).decode())


source = (KERNELS / "operators.cu").read_bytes()
rows = (KERNELS / "operators_rows.cuh").read_bytes()
ptx = compile(source, rows)
# The compiler's own constants, which no kernel uses.
ptx = re.sub(r"(?m)^\.global .*_INTERNAL_.*\n", "", ptx)
header = f"// Made by make_operators.py from operators.cu and operators_rows.cuh, SHA-256 {hashlib.sha256(source + rows).hexdigest()}\n"
(KERNELS / "operators.ptx").write_text(header + ptx)
