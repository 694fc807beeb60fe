// @ts-nocheck -- generated from onnx-subset.proto by tools/protobuf/generate.js
/*eslint-disable block-scoped-var, id-length, no-control-regex, no-magic-numbers, no-mixed-operators, no-prototype-builtins, no-redeclare, no-shadow, no-var, sort-vars, default-case, jsdoc/require-param*/
import $protobuf from "protobufjs/minimal.js";

const $Reader = $protobuf.Reader, $util = $protobuf.util;
const $Object = $util.global.Object, $undefined = $util.global.undefined, $Error = $util.global.Error, $RangeError = $util.global.RangeError;

const $root = $protobuf.roots["onnx-capsule"] || ($protobuf.roots["onnx-capsule"] = {});

export const onnx: any = $root.onnx = (() => {

 const onnx = {};

 onnx.ModelProto = (function() {

  const ModelProto = function (properties) {
   this.graph = [];
   this.opsetImport = [];
   this.functions = [];
   if (properties)
    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
     if (properties[keys[i]] != null && keys[i] !== "__proto__")
      this[keys[i]] = properties[keys[i]];
  };

  ModelProto.prototype.irVersion = $util.Long ? $util.Long.fromBits(0,0,false) : 0;
  ModelProto.prototype.producerName = "";
  ModelProto.prototype.producerVersion = "";
  ModelProto.prototype.graph = $util.emptyArray;
  ModelProto.prototype.opsetImport = $util.emptyArray;
  ModelProto.prototype.functions = $util.emptyArray;

  ModelProto.decode = function (reader, length, _end, _depth, _target) {
   if (!(reader instanceof $Reader))
    reader = $Reader.create(reader);
   if (_depth === $undefined)
    _depth = 0;
   if (_depth > $Reader.recursionLimit)
    throw $Error("max depth exceeded");
   let end, message;
   if (length === $undefined)
    end = reader.len;
   else {
    end = reader.pos + length;
    if (end > reader.len)
     throw $RangeError("index out of range");
    length = reader.len;
    reader.len = end;
   }
   message = _target || new $root.onnx.ModelProto();
   while (reader.pos < end) {
    let start = reader.pos;
    let tag = reader.tag();
    if (tag === _end) {
     _end = $undefined;
     break;
    }
    let wireType = tag & 7;
    switch (tag >>>= 3) {
    case 1: {
      if (wireType !== 0)
       break;
      message.irVersion = reader.int64();
      continue;
     }
    case 2: {
      if (wireType !== 2)
       break;
      message.producerName = reader.string();
      continue;
     }
    case 3: {
      if (wireType !== 2)
       break;
      message.producerVersion = reader.string();
      continue;
     }
    case 7: {
      if (wireType !== 2)
       break;
      if (!(message.graph && message.graph.length))
       message.graph = [];
      message.graph.push($root.onnx.GraphProto.decode(reader, reader.size(), $undefined, _depth + 1));
      continue;
     }
    case 8: {
      if (wireType !== 2)
       break;
      if (!(message.opsetImport && message.opsetImport.length))
       message.opsetImport = [];
      message.opsetImport.push($root.onnx.OperatorSetIdProto.decode(reader, reader.size(), $undefined, _depth + 1));
      continue;
     }
    case 25: {
      if (wireType !== 2)
       break;
      if (!(message.functions && message.functions.length))
       message.functions = [];
      message.functions.push($root.onnx.FunctionProto.decode(reader, reader.size(), $undefined, _depth + 1));
      continue;
     }
    }
    reader.skipType(wireType, _depth, tag);
    if (!reader.discardUnknown) {
     $util.makeProp(message, "$unknowns", false);
     (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
    }
   }
   if (length !== $undefined) {
    if (reader.pos !== end)
     throw $RangeError("index out of range");
    reader.len = length;
   }
   if (_end !== $undefined)
    throw $Error("missing end group");
   return message;
  };

  return ModelProto;
 })();

 onnx.OperatorSetIdProto = (function() {

  const OperatorSetIdProto = function (properties) {
   if (properties)
    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
     if (properties[keys[i]] != null && keys[i] !== "__proto__")
      this[keys[i]] = properties[keys[i]];
  };

  OperatorSetIdProto.prototype.domain = "";
  OperatorSetIdProto.prototype.version = $util.Long ? $util.Long.fromBits(0,0,false) : 0;

  OperatorSetIdProto.decode = function (reader, length, _end, _depth, _target) {
   if (!(reader instanceof $Reader))
    reader = $Reader.create(reader);
   if (_depth === $undefined)
    _depth = 0;
   if (_depth > $Reader.recursionLimit)
    throw $Error("max depth exceeded");
   let end, message;
   if (length === $undefined)
    end = reader.len;
   else {
    end = reader.pos + length;
    if (end > reader.len)
     throw $RangeError("index out of range");
    length = reader.len;
    reader.len = end;
   }
   message = _target || new $root.onnx.OperatorSetIdProto();
   while (reader.pos < end) {
    let start = reader.pos;
    let tag = reader.tag();
    if (tag === _end) {
     _end = $undefined;
     break;
    }
    let wireType = tag & 7;
    switch (tag >>>= 3) {
    case 1: {
      if (wireType !== 2)
       break;
      message.domain = reader.string();
      continue;
     }
    case 2: {
      if (wireType !== 0)
       break;
      message.version = reader.int64();
      continue;
     }
    }
    reader.skipType(wireType, _depth, tag);
    if (!reader.discardUnknown) {
     $util.makeProp(message, "$unknowns", false);
     (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
    }
   }
   if (length !== $undefined) {
    if (reader.pos !== end)
     throw $RangeError("index out of range");
    reader.len = length;
   }
   if (_end !== $undefined)
    throw $Error("missing end group");
   return message;
  };

  return OperatorSetIdProto;
 })();

 onnx.GraphProto = (function() {

  const GraphProto = function (properties) {
   this.node = [];
   this.initializer = [];
   this.input = [];
   this.output = [];
   this.sparseInitializer = [];
   if (properties)
    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
     if (properties[keys[i]] != null && keys[i] !== "__proto__")
      this[keys[i]] = properties[keys[i]];
  };

  GraphProto.prototype.node = $util.emptyArray;
  GraphProto.prototype.name = "";
  GraphProto.prototype.initializer = $util.emptyArray;
  GraphProto.prototype.input = $util.emptyArray;
  GraphProto.prototype.output = $util.emptyArray;
  GraphProto.prototype.sparseInitializer = $util.emptyArray;

  GraphProto.decode = function (reader, length, _end, _depth, _target) {
   if (!(reader instanceof $Reader))
    reader = $Reader.create(reader);
   if (_depth === $undefined)
    _depth = 0;
   if (_depth > $Reader.recursionLimit)
    throw $Error("max depth exceeded");
   let end, message;
   if (length === $undefined)
    end = reader.len;
   else {
    end = reader.pos + length;
    if (end > reader.len)
     throw $RangeError("index out of range");
    length = reader.len;
    reader.len = end;
   }
   message = _target || new $root.onnx.GraphProto();
   while (reader.pos < end) {
    let start = reader.pos;
    let tag = reader.tag();
    if (tag === _end) {
     _end = $undefined;
     break;
    }
    let wireType = tag & 7;
    switch (tag >>>= 3) {
    case 1: {
      if (wireType !== 2)
       break;
      if (!(message.node && message.node.length))
       message.node = [];
      message.node.push($root.onnx.NodeProto.decode(reader, reader.size(), $undefined, _depth + 1));
      continue;
     }
    case 2: {
      if (wireType !== 2)
       break;
      message.name = reader.string();
      continue;
     }
    case 5: {
      if (wireType !== 2)
       break;
      if (!(message.initializer && message.initializer.length))
       message.initializer = [];
      message.initializer.push($root.onnx.TensorProto.decode(reader, reader.size(), $undefined, _depth + 1));
      continue;
     }
    case 11: {
      if (wireType !== 2)
       break;
      if (!(message.input && message.input.length))
       message.input = [];
      message.input.push($root.onnx.ValueInfoProto.decode(reader, reader.size(), $undefined, _depth + 1));
      continue;
     }
    case 12: {
      if (wireType !== 2)
       break;
      if (!(message.output && message.output.length))
       message.output = [];
      message.output.push($root.onnx.ValueInfoProto.decode(reader, reader.size(), $undefined, _depth + 1));
      continue;
     }
    case 15: {
      if (wireType !== 2)
       break;
      if (!(message.sparseInitializer && message.sparseInitializer.length))
       message.sparseInitializer = [];
      message.sparseInitializer.push($root.onnx.SparseTensorProto.decode(reader, reader.size(), $undefined, _depth + 1));
      continue;
     }
    }
    reader.skipType(wireType, _depth, tag);
    if (!reader.discardUnknown) {
     $util.makeProp(message, "$unknowns", false);
     (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
    }
   }
   if (length !== $undefined) {
    if (reader.pos !== end)
     throw $RangeError("index out of range");
    reader.len = length;
   }
   if (_end !== $undefined)
    throw $Error("missing end group");
   return message;
  };

  return GraphProto;
 })();

 onnx.FunctionProto = (function() {

  const FunctionProto = function (properties) {
   this.node = [];
   if (properties)
    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
     if (properties[keys[i]] != null && keys[i] !== "__proto__")
      this[keys[i]] = properties[keys[i]];
  };

  FunctionProto.prototype.name = "";
  FunctionProto.prototype.node = $util.emptyArray;
  FunctionProto.prototype.domain = "";

  FunctionProto.decode = function (reader, length, _end, _depth, _target) {
   if (!(reader instanceof $Reader))
    reader = $Reader.create(reader);
   if (_depth === $undefined)
    _depth = 0;
   if (_depth > $Reader.recursionLimit)
    throw $Error("max depth exceeded");
   let end, message;
   if (length === $undefined)
    end = reader.len;
   else {
    end = reader.pos + length;
    if (end > reader.len)
     throw $RangeError("index out of range");
    length = reader.len;
    reader.len = end;
   }
   message = _target || new $root.onnx.FunctionProto();
   while (reader.pos < end) {
    let start = reader.pos;
    let tag = reader.tag();
    if (tag === _end) {
     _end = $undefined;
     break;
    }
    let wireType = tag & 7;
    switch (tag >>>= 3) {
    case 1: {
      if (wireType !== 2)
       break;
      message.name = reader.string();
      continue;
     }
    case 7: {
      if (wireType !== 2)
       break;
      if (!(message.node && message.node.length))
       message.node = [];
      message.node.push($root.onnx.NodeProto.decode(reader, reader.size(), $undefined, _depth + 1));
      continue;
     }
    case 10: {
      if (wireType !== 2)
       break;
      message.domain = reader.string();
      continue;
     }
    }
    reader.skipType(wireType, _depth, tag);
    if (!reader.discardUnknown) {
     $util.makeProp(message, "$unknowns", false);
     (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
    }
   }
   if (length !== $undefined) {
    if (reader.pos !== end)
     throw $RangeError("index out of range");
    reader.len = length;
   }
   if (_end !== $undefined)
    throw $Error("missing end group");
   return message;
  };

  return FunctionProto;
 })();

 onnx.NodeProto = (function() {

  const NodeProto = function (properties) {
   this.attribute = [];
   if (properties)
    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
     if (properties[keys[i]] != null && keys[i] !== "__proto__")
      this[keys[i]] = properties[keys[i]];
  };

  NodeProto.prototype.opType = "";
  NodeProto.prototype.attribute = $util.emptyArray;
  NodeProto.prototype.domain = "";

  NodeProto.decode = function (reader, length, _end, _depth, _target) {
   if (!(reader instanceof $Reader))
    reader = $Reader.create(reader);
   if (_depth === $undefined)
    _depth = 0;
   if (_depth > $Reader.recursionLimit)
    throw $Error("max depth exceeded");
   let end, message;
   if (length === $undefined)
    end = reader.len;
   else {
    end = reader.pos + length;
    if (end > reader.len)
     throw $RangeError("index out of range");
    length = reader.len;
    reader.len = end;
   }
   message = _target || new $root.onnx.NodeProto();
   while (reader.pos < end) {
    let start = reader.pos;
    let tag = reader.tag();
    if (tag === _end) {
     _end = $undefined;
     break;
    }
    let wireType = tag & 7;
    switch (tag >>>= 3) {
    case 4: {
      if (wireType !== 2)
       break;
      message.opType = reader.string();
      continue;
     }
    case 5: {
      if (wireType !== 2)
       break;
      if (!(message.attribute && message.attribute.length))
       message.attribute = [];
      message.attribute.push($root.onnx.AttributeProto.decode(reader, reader.size(), $undefined, _depth + 1));
      continue;
     }
    case 7: {
      if (wireType !== 2)
       break;
      message.domain = reader.string();
      continue;
     }
    }
    reader.skipType(wireType, _depth, tag);
    if (!reader.discardUnknown) {
     $util.makeProp(message, "$unknowns", false);
     (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
    }
   }
   if (length !== $undefined) {
    if (reader.pos !== end)
     throw $RangeError("index out of range");
    reader.len = length;
   }
   if (_end !== $undefined)
    throw $Error("missing end group");
   return message;
  };

  return NodeProto;
 })();

 onnx.AttributeProto = (function() {

  const AttributeProto = function (properties) {
   this.tensors = [];
   this.graphs = [];
   this.sparseTensors = [];
   if (properties)
    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
     if (properties[keys[i]] != null && keys[i] !== "__proto__")
      this[keys[i]] = properties[keys[i]];
  };

  AttributeProto.prototype.name = "";
  AttributeProto.prototype.t = null;
  AttributeProto.prototype.g = null;
  AttributeProto.prototype.tensors = $util.emptyArray;
  AttributeProto.prototype.graphs = $util.emptyArray;
  AttributeProto.prototype.sparseTensor = null;
  AttributeProto.prototype.sparseTensors = $util.emptyArray;

  AttributeProto.decode = function (reader, length, _end, _depth, _target) {
   if (!(reader instanceof $Reader))
    reader = $Reader.create(reader);
   if (_depth === $undefined)
    _depth = 0;
   if (_depth > $Reader.recursionLimit)
    throw $Error("max depth exceeded");
   let end, message;
   if (length === $undefined)
    end = reader.len;
   else {
    end = reader.pos + length;
    if (end > reader.len)
     throw $RangeError("index out of range");
    length = reader.len;
    reader.len = end;
   }
   message = _target || new $root.onnx.AttributeProto();
   while (reader.pos < end) {
    let start = reader.pos;
    let tag = reader.tag();
    if (tag === _end) {
     _end = $undefined;
     break;
    }
    let wireType = tag & 7;
    switch (tag >>>= 3) {
    case 1: {
      if (wireType !== 2)
       break;
      message.name = reader.string();
      continue;
     }
    case 5: {
      if (wireType !== 2)
       break;
      message.t = $root.onnx.TensorProto.decode(reader, reader.size(), $undefined, _depth + 1, message.t);
      continue;
     }
    case 6: {
      if (wireType !== 2)
       break;
      message.g = $root.onnx.GraphProto.decode(reader, reader.size(), $undefined, _depth + 1, message.g);
      continue;
     }
    case 10: {
      if (wireType !== 2)
       break;
      if (!(message.tensors && message.tensors.length))
       message.tensors = [];
      message.tensors.push($root.onnx.TensorProto.decode(reader, reader.size(), $undefined, _depth + 1));
      continue;
     }
    case 11: {
      if (wireType !== 2)
       break;
      if (!(message.graphs && message.graphs.length))
       message.graphs = [];
      message.graphs.push($root.onnx.GraphProto.decode(reader, reader.size(), $undefined, _depth + 1));
      continue;
     }
    case 22: {
      if (wireType !== 2)
       break;
      message.sparseTensor = $root.onnx.SparseTensorProto.decode(reader, reader.size(), $undefined, _depth + 1, message.sparseTensor);
      continue;
     }
    case 23: {
      if (wireType !== 2)
       break;
      if (!(message.sparseTensors && message.sparseTensors.length))
       message.sparseTensors = [];
      message.sparseTensors.push($root.onnx.SparseTensorProto.decode(reader, reader.size(), $undefined, _depth + 1));
      continue;
     }
    }
    reader.skipType(wireType, _depth, tag);
    if (!reader.discardUnknown) {
     $util.makeProp(message, "$unknowns", false);
     (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
    }
   }
   if (length !== $undefined) {
    if (reader.pos !== end)
     throw $RangeError("index out of range");
    reader.len = length;
   }
   if (_end !== $undefined)
    throw $Error("missing end group");
   return message;
  };

  return AttributeProto;
 })();

 onnx.TensorProto = (function() {

  const TensorProto = function (properties) {
   this.dims = [];
   this.externalData = [];
   if (properties)
    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
     if (properties[keys[i]] != null && keys[i] !== "__proto__")
      this[keys[i]] = properties[keys[i]];
  };

  TensorProto.prototype.dims = $util.emptyArray;
  TensorProto.prototype.dataType = 0;
  TensorProto.prototype.name = "";
  TensorProto.prototype.externalData = $util.emptyArray;
  TensorProto.prototype.dataLocation = 0;

  TensorProto.decode = function (reader, length, _end, _depth, _target) {
   if (!(reader instanceof $Reader))
    reader = $Reader.create(reader);
   if (_depth === $undefined)
    _depth = 0;
   if (_depth > $Reader.recursionLimit)
    throw $Error("max depth exceeded");
   let end, message;
   if (length === $undefined)
    end = reader.len;
   else {
    end = reader.pos + length;
    if (end > reader.len)
     throw $RangeError("index out of range");
    length = reader.len;
    reader.len = end;
   }
   message = _target || new $root.onnx.TensorProto();
   while (reader.pos < end) {
    let start = reader.pos;
    let tag = reader.tag();
    if (tag === _end) {
     _end = $undefined;
     break;
    }
    let wireType = tag & 7;
    switch (tag >>>= 3) {
    case 1: {
      if (wireType === 2) {
       if (!(message.dims && message.dims.length))
        message.dims = [];
       reader.int64s(message.dims);
       continue;
      }
      if (wireType !== 0)
       break;
      if (!(message.dims && message.dims.length))
       message.dims = [];
      message.dims.push(reader.int64());
      continue;
     }
    case 2: {
      if (wireType !== 0)
       break;
      message.dataType = reader.int32();
      continue;
     }
    case 8: {
      if (wireType !== 2)
       break;
      message.name = reader.string();
      continue;
     }
    case 13: {
      if (wireType !== 2)
       break;
      if (!(message.externalData && message.externalData.length))
       message.externalData = [];
      message.externalData.push($root.onnx.StringStringEntryProto.decode(reader, reader.size(), $undefined, _depth + 1));
      continue;
     }
    case 14: {
      if (wireType !== 0)
       break;
      message.dataLocation = reader.int32();
      continue;
     }
    }
    reader.skipType(wireType, _depth, tag);
    if (!reader.discardUnknown) {
     $util.makeProp(message, "$unknowns", false);
     (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
    }
   }
   if (length !== $undefined) {
    if (reader.pos !== end)
     throw $RangeError("index out of range");
    reader.len = length;
   }
   if (_end !== $undefined)
    throw $Error("missing end group");
   return message;
  };

  return TensorProto;
 })();

 onnx.SparseTensorProto = (function() {

  const SparseTensorProto = function (properties) {
   this.dims = [];
   if (properties)
    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
     if (properties[keys[i]] != null && keys[i] !== "__proto__")
      this[keys[i]] = properties[keys[i]];
  };

  SparseTensorProto.prototype.values = null;
  SparseTensorProto.prototype.indices = null;
  SparseTensorProto.prototype.dims = $util.emptyArray;

  SparseTensorProto.decode = function (reader, length, _end, _depth, _target) {
   if (!(reader instanceof $Reader))
    reader = $Reader.create(reader);
   if (_depth === $undefined)
    _depth = 0;
   if (_depth > $Reader.recursionLimit)
    throw $Error("max depth exceeded");
   let end, message;
   if (length === $undefined)
    end = reader.len;
   else {
    end = reader.pos + length;
    if (end > reader.len)
     throw $RangeError("index out of range");
    length = reader.len;
    reader.len = end;
   }
   message = _target || new $root.onnx.SparseTensorProto();
   while (reader.pos < end) {
    let start = reader.pos;
    let tag = reader.tag();
    if (tag === _end) {
     _end = $undefined;
     break;
    }
    let wireType = tag & 7;
    switch (tag >>>= 3) {
    case 1: {
      if (wireType !== 2)
       break;
      message.values = $root.onnx.TensorProto.decode(reader, reader.size(), $undefined, _depth + 1, message.values);
      continue;
     }
    case 2: {
      if (wireType !== 2)
       break;
      message.indices = $root.onnx.TensorProto.decode(reader, reader.size(), $undefined, _depth + 1, message.indices);
      continue;
     }
    case 3: {
      if (wireType === 2) {
       if (!(message.dims && message.dims.length))
        message.dims = [];
       reader.int64s(message.dims);
       continue;
      }
      if (wireType !== 0)
       break;
      if (!(message.dims && message.dims.length))
       message.dims = [];
      message.dims.push(reader.int64());
      continue;
     }
    }
    reader.skipType(wireType, _depth, tag);
    if (!reader.discardUnknown) {
     $util.makeProp(message, "$unknowns", false);
     (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
    }
   }
   if (length !== $undefined) {
    if (reader.pos !== end)
     throw $RangeError("index out of range");
    reader.len = length;
   }
   if (_end !== $undefined)
    throw $Error("missing end group");
   return message;
  };

  return SparseTensorProto;
 })();

 onnx.StringStringEntryProto = (function() {

  const StringStringEntryProto = function (properties) {
   if (properties)
    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
     if (properties[keys[i]] != null && keys[i] !== "__proto__")
      this[keys[i]] = properties[keys[i]];
  };

  StringStringEntryProto.prototype.key = "";
  StringStringEntryProto.prototype.value = "";

  StringStringEntryProto.decode = function (reader, length, _end, _depth, _target) {
   if (!(reader instanceof $Reader))
    reader = $Reader.create(reader);
   if (_depth === $undefined)
    _depth = 0;
   if (_depth > $Reader.recursionLimit)
    throw $Error("max depth exceeded");
   let end, message;
   if (length === $undefined)
    end = reader.len;
   else {
    end = reader.pos + length;
    if (end > reader.len)
     throw $RangeError("index out of range");
    length = reader.len;
    reader.len = end;
   }
   message = _target || new $root.onnx.StringStringEntryProto();
   while (reader.pos < end) {
    let start = reader.pos;
    let tag = reader.tag();
    if (tag === _end) {
     _end = $undefined;
     break;
    }
    let wireType = tag & 7;
    switch (tag >>>= 3) {
    case 1: {
      if (wireType !== 2)
       break;
      message.key = reader.string();
      continue;
     }
    case 2: {
      if (wireType !== 2)
       break;
      message.value = reader.string();
      continue;
     }
    }
    reader.skipType(wireType, _depth, tag);
    if (!reader.discardUnknown) {
     $util.makeProp(message, "$unknowns", false);
     (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
    }
   }
   if (length !== $undefined) {
    if (reader.pos !== end)
     throw $RangeError("index out of range");
    reader.len = length;
   }
   if (_end !== $undefined)
    throw $Error("missing end group");
   return message;
  };

  return StringStringEntryProto;
 })();

 onnx.ValueInfoProto = (function() {

  const ValueInfoProto = function (properties) {
   if (properties)
    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
     if (properties[keys[i]] != null && keys[i] !== "__proto__")
      this[keys[i]] = properties[keys[i]];
  };

  ValueInfoProto.prototype.name = "";
  ValueInfoProto.prototype.type = null;

  ValueInfoProto.decode = function (reader, length, _end, _depth, _target) {
   if (!(reader instanceof $Reader))
    reader = $Reader.create(reader);
   if (_depth === $undefined)
    _depth = 0;
   if (_depth > $Reader.recursionLimit)
    throw $Error("max depth exceeded");
   let end, message;
   if (length === $undefined)
    end = reader.len;
   else {
    end = reader.pos + length;
    if (end > reader.len)
     throw $RangeError("index out of range");
    length = reader.len;
    reader.len = end;
   }
   message = _target || new $root.onnx.ValueInfoProto();
   while (reader.pos < end) {
    let start = reader.pos;
    let tag = reader.tag();
    if (tag === _end) {
     _end = $undefined;
     break;
    }
    let wireType = tag & 7;
    switch (tag >>>= 3) {
    case 1: {
      if (wireType !== 2)
       break;
      message.name = reader.string();
      continue;
     }
    case 2: {
      if (wireType !== 2)
       break;
      message.type = $root.onnx.TypeProto.decode(reader, reader.size(), $undefined, _depth + 1, message.type);
      continue;
     }
    }
    reader.skipType(wireType, _depth, tag);
    if (!reader.discardUnknown) {
     $util.makeProp(message, "$unknowns", false);
     (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
    }
   }
   if (length !== $undefined) {
    if (reader.pos !== end)
     throw $RangeError("index out of range");
    reader.len = length;
   }
   if (_end !== $undefined)
    throw $Error("missing end group");
   return message;
  };

  return ValueInfoProto;
 })();

 onnx.TypeProto = (function() {

  const TypeProto = function (properties) {
   if (properties)
    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
     if (properties[keys[i]] != null && keys[i] !== "__proto__")
      this[keys[i]] = properties[keys[i]];
  };

  TypeProto.prototype.tensorType = null;
  TypeProto.prototype.sequenceType = null;
  TypeProto.prototype.mapType = null;
  TypeProto.prototype.sparseTensorType = null;
  TypeProto.prototype.optionalType = null;

  TypeProto.decode = function (reader, length, _end, _depth, _target) {
   if (!(reader instanceof $Reader))
    reader = $Reader.create(reader);
   if (_depth === $undefined)
    _depth = 0;
   if (_depth > $Reader.recursionLimit)
    throw $Error("max depth exceeded");
   let end, message;
   if (length === $undefined)
    end = reader.len;
   else {
    end = reader.pos + length;
    if (end > reader.len)
     throw $RangeError("index out of range");
    length = reader.len;
    reader.len = end;
   }
   message = _target || new $root.onnx.TypeProto();
   while (reader.pos < end) {
    let start = reader.pos;
    let tag = reader.tag();
    if (tag === _end) {
     _end = $undefined;
     break;
    }
    let wireType = tag & 7;
    switch (tag >>>= 3) {
    case 1: {
      if (wireType !== 2)
       break;
      message.tensorType = $root.onnx.TensorTypeProto.decode(reader, reader.size(), $undefined, _depth + 1, message.tensorType);
      continue;
     }
    case 4: {
      if (wireType !== 2)
       break;
      message.sequenceType = $root.onnx.SequenceProto.decode(reader, reader.size(), $undefined, _depth + 1, message.sequenceType);
      continue;
     }
    case 5: {
      if (wireType !== 2)
       break;
      message.mapType = $root.onnx.MapProto.decode(reader, reader.size(), $undefined, _depth + 1, message.mapType);
      continue;
     }
    case 8: {
      if (wireType !== 2)
       break;
      message.sparseTensorType = $root.onnx.TensorTypeProto.decode(reader, reader.size(), $undefined, _depth + 1, message.sparseTensorType);
      continue;
     }
    case 9: {
      if (wireType !== 2)
       break;
      message.optionalType = $root.onnx.SequenceProto.decode(reader, reader.size(), $undefined, _depth + 1, message.optionalType);
      continue;
     }
    }
    reader.skipType(wireType, _depth, tag);
    if (!reader.discardUnknown) {
     $util.makeProp(message, "$unknowns", false);
     (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
    }
   }
   if (length !== $undefined) {
    if (reader.pos !== end)
     throw $RangeError("index out of range");
    reader.len = length;
   }
   if (_end !== $undefined)
    throw $Error("missing end group");
   return message;
  };

  return TypeProto;
 })();

 onnx.TensorTypeProto = (function() {

  const TensorTypeProto = function (properties) {
   if (properties)
    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
     if (properties[keys[i]] != null && keys[i] !== "__proto__")
      this[keys[i]] = properties[keys[i]];
  };

  TensorTypeProto.prototype.elemType = 0;
  TensorTypeProto.prototype.shape = null;

  TensorTypeProto.decode = function (reader, length, _end, _depth, _target) {
   if (!(reader instanceof $Reader))
    reader = $Reader.create(reader);
   if (_depth === $undefined)
    _depth = 0;
   if (_depth > $Reader.recursionLimit)
    throw $Error("max depth exceeded");
   let end, message;
   if (length === $undefined)
    end = reader.len;
   else {
    end = reader.pos + length;
    if (end > reader.len)
     throw $RangeError("index out of range");
    length = reader.len;
    reader.len = end;
   }
   message = _target || new $root.onnx.TensorTypeProto();
   while (reader.pos < end) {
    let start = reader.pos;
    let tag = reader.tag();
    if (tag === _end) {
     _end = $undefined;
     break;
    }
    let wireType = tag & 7;
    switch (tag >>>= 3) {
    case 1: {
      if (wireType !== 0)
       break;
      message.elemType = reader.int32();
      continue;
     }
    case 2: {
      if (wireType !== 2)
       break;
      message.shape = $root.onnx.TensorShapeProto.decode(reader, reader.size(), $undefined, _depth + 1, message.shape);
      continue;
     }
    }
    reader.skipType(wireType, _depth, tag);
    if (!reader.discardUnknown) {
     $util.makeProp(message, "$unknowns", false);
     (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
    }
   }
   if (length !== $undefined) {
    if (reader.pos !== end)
     throw $RangeError("index out of range");
    reader.len = length;
   }
   if (_end !== $undefined)
    throw $Error("missing end group");
   return message;
  };

  return TensorTypeProto;
 })();

 onnx.SequenceProto = (function() {

  const SequenceProto = function (properties) {
   if (properties)
    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
     if (properties[keys[i]] != null && keys[i] !== "__proto__")
      this[keys[i]] = properties[keys[i]];
  };

  SequenceProto.prototype.elemType = null;

  SequenceProto.decode = function (reader, length, _end, _depth, _target) {
   if (!(reader instanceof $Reader))
    reader = $Reader.create(reader);
   if (_depth === $undefined)
    _depth = 0;
   if (_depth > $Reader.recursionLimit)
    throw $Error("max depth exceeded");
   let end, message;
   if (length === $undefined)
    end = reader.len;
   else {
    end = reader.pos + length;
    if (end > reader.len)
     throw $RangeError("index out of range");
    length = reader.len;
    reader.len = end;
   }
   message = _target || new $root.onnx.SequenceProto();
   while (reader.pos < end) {
    let start = reader.pos;
    let tag = reader.tag();
    if (tag === _end) {
     _end = $undefined;
     break;
    }
    let wireType = tag & 7;
    switch (tag >>>= 3) {
    case 1: {
      if (wireType !== 2)
       break;
      message.elemType = $root.onnx.TypeProto.decode(reader, reader.size(), $undefined, _depth + 1, message.elemType);
      continue;
     }
    }
    reader.skipType(wireType, _depth, tag);
    if (!reader.discardUnknown) {
     $util.makeProp(message, "$unknowns", false);
     (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
    }
   }
   if (length !== $undefined) {
    if (reader.pos !== end)
     throw $RangeError("index out of range");
    reader.len = length;
   }
   if (_end !== $undefined)
    throw $Error("missing end group");
   return message;
  };

  return SequenceProto;
 })();

 onnx.MapProto = (function() {

  const MapProto = function (properties) {
   if (properties)
    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
     if (properties[keys[i]] != null && keys[i] !== "__proto__")
      this[keys[i]] = properties[keys[i]];
  };

  MapProto.prototype.keyType = 0;
  MapProto.prototype.valueType = null;

  MapProto.decode = function (reader, length, _end, _depth, _target) {
   if (!(reader instanceof $Reader))
    reader = $Reader.create(reader);
   if (_depth === $undefined)
    _depth = 0;
   if (_depth > $Reader.recursionLimit)
    throw $Error("max depth exceeded");
   let end, message;
   if (length === $undefined)
    end = reader.len;
   else {
    end = reader.pos + length;
    if (end > reader.len)
     throw $RangeError("index out of range");
    length = reader.len;
    reader.len = end;
   }
   message = _target || new $root.onnx.MapProto();
   while (reader.pos < end) {
    let start = reader.pos;
    let tag = reader.tag();
    if (tag === _end) {
     _end = $undefined;
     break;
    }
    let wireType = tag & 7;
    switch (tag >>>= 3) {
    case 1: {
      if (wireType !== 0)
       break;
      message.keyType = reader.int32();
      continue;
     }
    case 2: {
      if (wireType !== 2)
       break;
      message.valueType = $root.onnx.TypeProto.decode(reader, reader.size(), $undefined, _depth + 1, message.valueType);
      continue;
     }
    }
    reader.skipType(wireType, _depth, tag);
    if (!reader.discardUnknown) {
     $util.makeProp(message, "$unknowns", false);
     (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
    }
   }
   if (length !== $undefined) {
    if (reader.pos !== end)
     throw $RangeError("index out of range");
    reader.len = length;
   }
   if (_end !== $undefined)
    throw $Error("missing end group");
   return message;
  };

  return MapProto;
 })();

 onnx.TensorShapeProto = (function() {

  const TensorShapeProto = function (properties) {
   this.dim = [];
   if (properties)
    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
     if (properties[keys[i]] != null && keys[i] !== "__proto__")
      this[keys[i]] = properties[keys[i]];
  };

  TensorShapeProto.prototype.dim = $util.emptyArray;

  TensorShapeProto.decode = function (reader, length, _end, _depth, _target) {
   if (!(reader instanceof $Reader))
    reader = $Reader.create(reader);
   if (_depth === $undefined)
    _depth = 0;
   if (_depth > $Reader.recursionLimit)
    throw $Error("max depth exceeded");
   let end, message;
   if (length === $undefined)
    end = reader.len;
   else {
    end = reader.pos + length;
    if (end > reader.len)
     throw $RangeError("index out of range");
    length = reader.len;
    reader.len = end;
   }
   message = _target || new $root.onnx.TensorShapeProto();
   while (reader.pos < end) {
    let start = reader.pos;
    let tag = reader.tag();
    if (tag === _end) {
     _end = $undefined;
     break;
    }
    let wireType = tag & 7;
    switch (tag >>>= 3) {
    case 1: {
      if (wireType !== 2)
       break;
      if (!(message.dim && message.dim.length))
       message.dim = [];
      message.dim.push($root.onnx.DimensionProto.decode(reader, reader.size(), $undefined, _depth + 1));
      continue;
     }
    }
    reader.skipType(wireType, _depth, tag);
    if (!reader.discardUnknown) {
     $util.makeProp(message, "$unknowns", false);
     (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
    }
   }
   if (length !== $undefined) {
    if (reader.pos !== end)
     throw $RangeError("index out of range");
    reader.len = length;
   }
   if (_end !== $undefined)
    throw $Error("missing end group");
   return message;
  };

  return TensorShapeProto;
 })();

 onnx.DimensionProto = (function() {

  const DimensionProto = function (properties) {
   if (properties)
    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
     if (properties[keys[i]] != null && keys[i] !== "__proto__")
      this[keys[i]] = properties[keys[i]];
  };

  DimensionProto.prototype.dimValue = $util.Long ? $util.Long.fromBits(0,0,false) : 0;
  DimensionProto.prototype.dimParam = "";

  DimensionProto.decode = function (reader, length, _end, _depth, _target) {
   if (!(reader instanceof $Reader))
    reader = $Reader.create(reader);
   if (_depth === $undefined)
    _depth = 0;
   if (_depth > $Reader.recursionLimit)
    throw $Error("max depth exceeded");
   let end, message;
   if (length === $undefined)
    end = reader.len;
   else {
    end = reader.pos + length;
    if (end > reader.len)
     throw $RangeError("index out of range");
    length = reader.len;
    reader.len = end;
   }
   message = _target || new $root.onnx.DimensionProto();
   while (reader.pos < end) {
    let start = reader.pos;
    let tag = reader.tag();
    if (tag === _end) {
     _end = $undefined;
     break;
    }
    let wireType = tag & 7;
    switch (tag >>>= 3) {
    case 1: {
      if (wireType !== 0)
       break;
      message.dimValue = reader.int64();
      continue;
     }
    case 2: {
      if (wireType !== 2)
       break;
      message.dimParam = reader.string();
      continue;
     }
    }
    reader.skipType(wireType, _depth, tag);
    if (!reader.discardUnknown) {
     $util.makeProp(message, "$unknowns", false);
     (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
    }
   }
   if (length !== $undefined) {
    if (reader.pos !== end)
     throw $RangeError("index out of range");
    reader.len = length;
   }
   if (_end !== $undefined)
    throw $Error("missing end group");
   return message;
  };

  return DimensionProto;
 })();

 return onnx;
})();

