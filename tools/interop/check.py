"""Has onnx and ONNX Runtime accept each written file as they accept its bare model, and reads it back with docs/read_capsule.py."""
import json, pathlib, runpy, sys, tempfile

import onnx, onnxruntime

ROOT = pathlib.Path(__file__).resolve().parents[2]
work = pathlib.Path(sys.argv[1])
onnxruntime.set_default_logger_severity(4)


def verdicts(path):
    """Which of loading, checking and creating a session succeed, and what the graph looks like from outside."""
    found = {}
    try:
        model = onnx.load(path)
        found["load"] = True
        found["foreign"] = [(prop.key, prop.value) for prop in model.metadata_props if not prop.key.startswith("capsule.")]
        found["nodes"] = len(model.graph.node)
    except Exception as error:
        found["load"] = repr(error)[:200]
    try:
        onnx.checker.check_model(path)
        found["checker"] = True
    except Exception as error:
        found["checker"] = repr(error)[:200]
    try:
        session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
        found["session"] = True
        found["signature"] = [(value.name, value.type, value.shape) for value in session.get_inputs() + session.get_outputs()]
        keys = [key for key in session.get_modelmeta().custom_metadata_map if key.startswith("capsule.")]
        found["keys"] = len(keys)
    except Exception as error:
        found["session"] = repr(error)[:200]
    return found


def problems(row, bare):
    found = verdicts(row["file"])
    if found.get("keys", len(row["files"]) + 1) != len(row["files"]) + 1:
        yield f"ONNX Runtime sees {found['keys']} capsule entries"
    for name in ("load", "checker", "session"):
        if bare[name] is True and found[name] is not True:
            yield f"{name}: {found[name]}"
    for name in ("foreign", "nodes", "signature"):
        if name in bare and bare[name] != found.get(name):
            yield f"{name} differs: {bare[name]} became {found.get(name)}"
    with tempfile.TemporaryDirectory() as folder:
        sys.argv[1:] = [row["file"], folder]
        try:
            runpy.run_path(str(ROOT / "docs" / "read_capsule.py"))
        except Exception as error:
            yield f"read_capsule.py: {error!r}"
        for path in row["files"]:
            copy = pathlib.Path(folder, path)
            if not copy.exists() or copy.read_bytes() != pathlib.Path(row["source"], path).read_bytes():
                yield f"read_capsule.py gives another {path}"


passed = failed = 0
bare_verdicts = {}
for row in json.loads((work / "written.json").read_text()):
    bare = bare_verdicts.setdefault(row["bare"], None) or verdicts(row["bare"])
    bare_verdicts[row["bare"]] = bare
    wrong = list(problems(row, bare))
    passed, failed = passed + (not wrong), failed + bool(wrong)
    for problem in wrong:
        print(f"FAILED {row['name']}: {problem}")
accepted = sum(bare["session"] is True for bare in bare_verdicts.values())
print(f"onnx {onnx.__version__}, onnxruntime {onnxruntime.__version__}: {accepted} of {len(bare_verdicts)} bare models make a session")
print(f"{passed} passed, {failed} failed")
