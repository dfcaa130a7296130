"""How fast an extract of 100,000 cases is read, beside the least that any reader must do in the same run; then brought in.

Run: python -m tests.benchmarks.bench_import [ROWS]
"""

from __future__ import annotations

import asyncio
import csv
import io
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import xlsxwriter
from python_calamine import CalamineWorkbook

from cpp_core.usecases import all as all_use_cases
from cpp_core.usecases.commands import ImportCases
from cpp_core.usecases.frame import SERVICE_OWNER
from infra.apart import Apart
from infra.clock import SystemClock
from integrations.bank_holidays import working_calendar
from integrations.caseload.cases import COLUMNS, read_cases
from integrations.storage.storage import open_storage

USE_CASES = all_use_cases.__all__

TODAY = date(2026, 11, 20)
HEADING = [column.name for column in COLUMNS]
DATES = {index for index, column in enumerate(COLUMNS) if column.name.endswith("_on")}


def case_row(number: int) -> list[str]:
    """An invented case, as an extract gives it."""
    start = TODAY - timedelta(days=number % 900)
    return [
        *(f"BENCH-{number:06}", f"{start:%d/%m/%Y}", f"Example IRC {number % 12}", "FNORC", f"Team {number % 40}"),
        *(f"owner{number % 2000}@example.test", f"lead{number % 60}@example.test", "yes" if number % 2 else "no"),
        *("Level 2", "18 months", "invented offence; another invented offence", str(number % 3 + 1)),
        *(f"Invented reason {number}", f"{start + timedelta(days=99):%d/%m/%Y}", "travel document; appeal", "SoS"),
        *(
            f"{start + timedelta(days=9):%d/%m/%Y}",
            f"{start:%d/%m/%Y}",
            "applied for",
            f"assessment {number % 7}",
            "",
            "",
        ),
    ]


def csv_file(rows: int) -> bytes:
    """An extract as UK Excel saves it."""
    words = io.StringIO(newline="")
    writer = csv.writer(words)
    writer.writerow(HEADING)
    writer.writerows(case_row(number) for number in range(rows))
    return words.getvalue().encode("utf-8-sig")


def xlsx_file(rows: int) -> bytes:
    """The same extract as a workbook with real dates."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"constant_memory": True})
    sheet = book.add_worksheet("Extract")
    as_date = book.add_format({"num_format": "dd/mm/yyyy"})
    sheet.write_row(0, 0, HEADING)
    for number in range(rows):
        for index, value in enumerate(case_row(number)):
            if value and index in DATES:
                day = datetime.strptime(value, "%d/%m/%Y")  # noqa: DTZ007
                sheet.write_datetime(number + 1, index, day, as_date)
            else:
                sheet.write_string(number + 1, index, value)
    book.close()
    return out.getvalue()


def floor_csv(data: bytes) -> int:
    """Only take the text apart."""
    return sum(1 for _ in csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def floor_xlsx(data: bytes) -> int:
    """Only open the workbook and go through its rows."""
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0)
    return sum(1 for _ in sheet.iter_rows())


def seconds(work: Callable[[], object]) -> float:
    """How long it takes, once."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def bench(name: str, data: bytes, floor: Callable[[bytes], int]) -> None:
    """Print time, memory and ratio for one file."""
    least = min(seconds(lambda: floor(data)) for _ in range(3))
    reading = read_cases(data, name, TODAY)
    if reading.faults:
        raise SystemExit(reading.faults[0].as_fault().sentence())
    count = len(reading.items)
    del reading
    taken = min(seconds(lambda: read_cases(data, name, TODAY)) for _ in range(2))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    size = len(data) / 2**20
    print(
        f"{name}: {count:,} cases, {size:.1f} MB, {taken:.2f} s ({count / taken:,.0f} rows/s), floor {least:.2f} s, "
        f"ratio {taken / least:.1f}, peak memory {peak:,.0f} MB"
    )


async def bring_in(rows: int) -> None:
    """Preview and import on SQLite, where nothing is known yet and where all is: as the background job does it."""
    cases = read_cases(csv_file(rows), "cases.csv", TODAY).items
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/panels.sqlite"
        storage = open_storage(url, SystemClock(), working_calendar())
        await storage.upgrade()
        apart = Apart(lambda: open_storage(url, SystemClock(), working_calendar()), lambda: None)
        for known in ("new", "known"):
            for what, check in (("preview", True), ("import", False)):
                gaps = [0.0]
                beat = asyncio.create_task(_beat(gaps))
                begun = time.perf_counter()
                command = ImportCases(cases, datetime.now(UTC), check)
                await apart.ask("cases.import", command, SERVICE_OWNER)
                taken = time.perf_counter() - begun
                beat.cancel()
                print(
                    f"{what} of {rows:,} cases, all {known}: {taken:.1f} s; others waited {max(gaps) * 1000:.0f} ms at most"
                )
        await storage.close()


async def _beat(gaps: list[float]) -> None:
    while True:
        before = time.perf_counter()
        await asyncio.sleep(0.005)
        gaps.append(time.perf_counter() - before - 0.005)


def main() -> None:
    """Both kinds of file."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    bench("cases.csv", csv_file(rows), floor_csv)
    bench("cases.xlsx", xlsx_file(rows), floor_xlsx)
    asyncio.run(bring_in(rows))


if __name__ == "__main__":
    main()
