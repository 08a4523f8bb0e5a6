"""How much is done, from which seed, and what is told of it at the end."""

from collections.abc import Callable

import pytest
from tally import Tally

# About two hundred kills.
_KILL_CASES = 136
_MUTATIONS = {"audio": 900, "library": 600, "settings": 300, "protocol": 200}
_COUNTED = "torture"


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test for each number; with a larger share there are more of the same."""
    share = metafunc.config.getoption("torture")
    if "kill_number" in metafunc.fixturenames:
        metafunc.parametrize("kill_number", range(max(round(_KILL_CASES * share), 1)))
    if "mutation" in metafunc.fixturenames:
        numbers = [(kind, number) for kind, most in _MUTATIONS.items() for number in range(max(round(most * share), 1))]
        metafunc.parametrize("mutation", numbers, ids=[f"{kind}-{number}" for kind, number in numbers])


@pytest.fixture(scope="session")
def torture_seed(pytestconfig: pytest.Config) -> int:
    """From what everything random is made, together with the number of a case."""
    return int(pytestconfig.getoption("torture_seed"))


@pytest.fixture
def count(record_property: Callable[[str, object], None]) -> Callable[[str, str], None]:
    """Counts what was done and how it came out; on the test's report, which also comes from processes side by side."""
    return lambda what, outcome: record_property(_COUNTED, (what, outcome))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Say what was done and how to do it again."""
    reports = [report for some in terminalreporter.stats.values() for report in some]
    done = [
        value
        for report in reports
        if getattr(report, "when", None) == "call"
        for name, value in report.user_properties
        if name == _COUNTED
    ]
    if done:
        terminalreporter.section(f"torture with --torture-seed={config.getoption('torture_seed')}")
        for line in Tally(done).lines():
            terminalreporter.line(line)
