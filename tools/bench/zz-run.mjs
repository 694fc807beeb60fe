import ort from 'onnxruntime-node';
import { readFileSync } from 'node:fs';
const M='/work/main/fixtures/models/bert-tiny-langid/model.onnx';
const bytes=readFileSync(M);
const L=Number(process.argv[2]??30);
const mk=()=>({input_ids:new ort.Tensor('int64',new BigInt64Array(L).fill(5n),[1,L]),attention_mask:new ort.Tensor('int64',new BigInt64Array(L).fill(1n),[1,L]),token_type_ids:new ort.Tensor('int64',new BigInt64Array(L),[1,L])});
const opts={default:{},one:{intraOpNumThreads:1},oneSeq:{intraOpNumThreads:1,executionMode:'sequential',enableCpuMemArena:true,enableMemPattern:true},oneBasic:{intraOpNumThreads:1,graphOptimizationLevel:'basic'},oneExt:{intraOpNumThreads:1,graphOptimizationLevel:'extended'},oneAll:{intraOpNumThreads:1,graphOptimizationLevel:'all'},oneDis:{intraOpNumThreads:1,graphOptimizationLevel:'disabled'}};
const S={};const T={};
for(const k in opts){const t=performance.now();S[k]=await ort.InferenceSession.create(bytes,opts[k]);console.log('create',k,(performance.now()-t).toFixed(1));T[k]=[]}
const feeds=mk();
for(let r=0;r<1500;r++)for(const k in S){const t=performance.now();await S[k].run(feeds);T[k].push(performance.now()-t)}
for(const k in T){T[k].sort((a,b)=>a-b);console.log(k,T[k][750].toFixed(3),T[k][75].toFixed(3))}
// no-op cost: setImmediate
const I=[];for(let r=0;r<1000;r++){const t=performance.now();await new Promise(setImmediate);I.push(performance.now()-t)}I.sort((a,b)=>a-b);console.log('immediate',I[500].toFixed(4));
