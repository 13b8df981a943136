"""Asks routes of odd.yaml with the client that openapi-python-client made of its document."""

import sys

sys.path.insert(0, "build/odd/python")
from client import Client
from client.api.computed import computed_status
from client.api.items import items
from client.api.things import refused
from client.api.tree import tree

client = Client(base_url=sys.argv[1])


def check(holds, what):
    if not holds:
        raise SystemExit("FAILED " + what)
    print("ok  " + what)


for accept in ("application/json", "application/problem+json"):
    asked = client.with_headers({"Accept": accept})
    found = computed_status.sync_detailed("ada", client=asked)
    check(found.status_code == 200 and found.parsed.note == "name ada", f"{accept} is answered")

check(tree.sync(client=client).tree.children[0].name == "leaf", "definitions are types")
check(items.sync(client=client).priced[1].price == 4, "an item has the added member")
check(refused.sync_detailed(1, client=client).status_code == 401, "a refusal is an answer")
