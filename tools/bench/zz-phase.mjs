const t0=performance.now();
const { pipeline } = await import('@onnx-capsule/pipeline');
const t1=performance.now();
const pipe = await pipeline('/tmp/cs/model.onnx');
const t2=performance.now();
await pipe('Der Zug nach Hamburg hat heute leider zwanzig Minuten Verspätung.');
const t3=performance.now();
console.log('boot',t0.toFixed(0),'import',(t1-t0).toFixed(0),'create',(t2-t1).toFixed(0),'call',(t3-t2).toFixed(0),'total',t3.toFixed(0));
