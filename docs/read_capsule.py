"""Writes the files of an ONNX capsule into a folder: `python3 read_capsule.py model.onnx folder`. See format.md."""
import base64, gzip, hashlib, itertools, json, mmap, pathlib, struct, sys

def varint(data, at):
    value = shift = 0
    while True:
        value, shift, at = value | (data[at] & 127) << shift, shift + 7, at + 1
        if data[at - 1] < 128:
            return value, at

def fields(data, at, end):  # (number, start, end) of the length-delimited fields of a message; all others are skipped
    while at < end:
        tag, at = varint(data, at)
        length, start = varint(data, at) if tag & 7 in (0, 2) else ({1: 8, 5: 4}[tag & 7], at)
        at = start + (length if tag & 7 else 0)
        if tag & 7 == 2:
            yield tag >> 3, start, at

def numbers(column, zigzag=False, at=0):
    while at < len(column):
        value, at = varint(column, at)
        yield (value >> 1) ^ -(value & 1) if zigzag else value

def unpack_tokenizer(data):
    style, has_scores, merges_kind, has_ids, score_kind = data[4:9]
    first, second, _, _, *lengths = itertools.islice(numbers(data, at=9), 11)
    ends = list(itertools.accumulate(lengths, initial=len(data) - sum(lengths)))
    skeleton, sizes, text, ids, scores, results, splits = (data[a:b] for a, b in zip(ends, ends[1:]))
    quoted = lambda token: json.dumps(token.decode(), ensure_ascii=False)
    def listed(items, brackets, depth):
        pad = "\n" + "  " * (depth + 1) if style == 1 and items else ""
        return brackets[0] + pad + ((", " if style == 2 else ",") + pad).join(items) + pad[:-2] + brackets[1]
    tokens = [text[end - size:end] for size, end in zip(numbers(sizes), itertools.accumulate(numbers(sizes)))]
    if has_scores:
        bits = (number & 0xFFFFFFFF for number in itertools.accumulate(numbers(scores, True))) if score_kind == 1 else ()
        scores = struct.unpack(f"<{len(tokens)}{'_fd'[score_kind]}", b"".join(struct.pack("<I", n) for n in bits) or scores)
        vocab = listed([listed([quoted(token), repr(score)], "[]", 3) for token, score in zip(tokens, scores)], "[]", 2)
    else:
        ids = [number - 1 for number in itertools.accumulate(step + 1 for step in numbers(ids, True))] if has_ids else range(len(tokens))
        vocab = listed([quoted(token) + (": " if style else ":") + str(number) for token, number in zip(tokens, ids)], "{}", 2)
    cuts = zip(itertools.accumulate(numbers(results, True)), numbers(splits))
    pairs = ([quoted(tokens[row][:cut]), quoted(tokens[row][cut:])] for row, cut in cuts)
    merges = listed([f"{a[:-1]} {b[1:]}" if merges_kind == 1 else listed([a, b], "[]", 3) for a, b in pairs], "[]", 2)
    return b"".join([skeleton[:first], vocab.encode(), skeleton[first:second], merges.encode() * (merges_kind > 0), skeleton[second:]])

def read_capsule(path):  # (path, bytes) of every embedded file, its hash checked
    with open(path, "rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as model:
        top = [place for number, *place in fields(model, 0, len(model)) if number == 14]  # ModelProto.metadata_props
        pairs = [{number: model[start:end] for number, start, end in fields(model, *place)} for place in top]
    stored = {pair.get(1, b"").decode("utf-8", "replace"): pair.get(2, b"") for pair in pairs}  # fields: 1 key, 2 value
    for row in json.loads(stored["capsule.manifest"])["files"]:
        data = stored["capsule.file/" + row["path"]]
        data = data if row["codec"] == "utf8" else gzip.decompress(base64.b64decode(data))
        data = unpack_tokenizer(data) if row["codec"] == "tokenizer-pack" else data
        assert hashlib.sha256(data).hexdigest() == row["sha256"] and not {"", ".", ".."} & set(row["path"].split("/"))
        yield row["path"], data

for name, content in read_capsule(sys.argv[1]):
    pathlib.Path(sys.argv[2], name).parent.mkdir(parents=True, exist_ok=True)
    pathlib.Path(sys.argv[2], name).write_bytes(content)
