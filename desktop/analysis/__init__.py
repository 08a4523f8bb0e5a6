"""What is heard and what is felt in a call: the only importer of torch, whisper, ctranslate2 and onnxruntime."""
