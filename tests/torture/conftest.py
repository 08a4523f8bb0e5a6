"""How much is done, from which seed, and what is told of it at the end."""

import pytest
from tally import Tally

# About two hundred kills.
_KILL_CASES = 136
_MUTATIONS = {"audio": 900, "library": 600, "settings": 300, "protocol": 200}
_TALLY = pytest.StashKey[Tally]()


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


@pytest.fixture(scope="session")
def tally(pytestconfig: pytest.Config) -> Tally:
    """Counts what is done."""
    return pytestconfig.stash.setdefault(_TALLY, Tally())


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Say what was done and how to do it again."""
    counted = config.stash.get(_TALLY, None)
    if counted is not None:
        terminalreporter.section(f"torture with --torture-seed={config.getoption('torture_seed')}")
        for line in counted.lines():
            terminalreporter.line(line)
