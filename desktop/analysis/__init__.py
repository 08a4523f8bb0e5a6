"""What is heard and what is felt in a call: the only importer of torch, whisper, ctranslate2 and onnxruntime."""

from desktop.offline import silence_libraries

# Before any of them is imported, also by tests and benchmarks, which do not begin in `desktop.__main__`.
silence_libraries()
