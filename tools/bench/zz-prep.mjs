import { ONNXMetadataEmbedder } from '@onnx-capsule/metadata-embedder';
const M='/work/main/fixtures/models/bert-tiny-langid';
await new ONNXMetadataEmbedder().embed(M+'/model.onnx', M, { output: '/tmp/cs/model.onnx' });
