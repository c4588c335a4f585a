"""Every input of fediverse-pasture-inputs as JSON: {family: [{"object", "activity"}, …]}.

.venv-peer/bin/python tests/peer/pasture.py
"""

from __future__ import annotations

import asyncio
import json
from copy import deepcopy

from fediverse_pasture_inputs import available
from fediverse_pasture_inputs.tool.transformer import ExampleTransformer


async def every_input() -> dict[str, list[dict[str, object]]]:
    made: dict[str, list[dict[str, object]]] = {}
    for family, inputs in sorted(available.items()):
        made[family] = []
        for example in inputs.examples:
            transformer = ExampleTransformer()
            forms = {
                "object": await transformer.create_object(deepcopy(example)),
                "activity": await transformer.create_activity(deepcopy(example)),
            }
            made[family].append(forms)
    return made


if __name__ == "__main__":
    print(json.dumps(asyncio.run(every_input())))
