"""What is made now and then: the published tree, pictures, certificates, records from files."""

import shutil

from databases import Databases, run, say


def publishing(databases: Databases) -> list[str]:
    rows = ["", "| publishing, pictures too | first, s | after one change, s |", "|---|--:|--:|"]
    for size in ["30 men", "1,000 men"]:
        place = databases.folder / "tree-of-times"
        first, changed = map(float, run("publishing_times.py", str(place), url=databases.of(size)))
        rows.append(f"| {size} | {first:.1f} | {changed:.1f} |")
        say(f"publishing {size}")
        for made in (place, place.with_name("var-of-times")):
            shutil.rmtree(made)
    return rows


def making(databases: Databases) -> list[str]:
    said = run("making_times.py", url=databases.of("30 men"))
    rows = ["", "| made | ms |", "|---|--:|"]
    for name, took in zip(said[::2], said[1::2], strict=True):
        rows.append(f"| {name.replace('_', ' ')} | {float(took):,.0f} |")
    return rows
