from desktop.model.text.natural_order import natural_key


def test_names_with_numbers_are_sorted_by_the_numbers() -> None:
    agents = ["agent 112", "Agent 9", "agent 20", "²", "9" * 40]
    assert sorted(agents, key=natural_key)[-4:-1] == ["Agent 9", "agent 20", "agent 112"]
