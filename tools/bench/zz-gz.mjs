import { readFileSync } from 'node:fs';
import zlib from 'node:zlib';
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
const V={
 b64js:null,
 async16:async(g)=>new Promise((r,j)=>zlib.gunzip(g,{maxOutputLength:2**28},(e,x)=>e?j(e):r(x))),
 async1m:async(g)=>new Promise((r,j)=>zlib.gunzip(g,{maxOutputLength:2**28,chunkSize:1<<20},(e,x)=>e?j(e):r(x))),
 asyncfit:async(g)=>new Promise((r,j)=>zlib.gunzip(g,{maxOutputLength:2**28,chunkSize:new DataView(g.buffer,g.byteOffset).getUint32(g.length-4,true)+64},(e,x)=>e?j(e):r(x))),
 sync16:async(g)=>zlib.gunzipSync(g),
 syncfit:async(g)=>zlib.gunzipSync(g,{chunkSize:new DataView(g.buffer,g.byteOffset).getUint32(g.length-4,true)+64}),
};
if(process.argv[2]==='--'){const s=readFileSync(`/tmp/cs/stored-${process.argv[4]}`);const t=performance.now();const g=Buffer.from(s.latin1Slice(),'base64');const t1=performance.now();const x=await V[process.argv[3]](g);const t2=performance.now();process.stdout.write(JSON.stringify([t1-t,t2-t1,x.length]))}
else for(const n of ['llama3','gemma3'])for(const k in V)if(V[k]){const a=[];for(let i=0;i<7;i++)a.push(JSON.parse(spawnSync(process.execPath,[fileURLToPath(import.meta.url),'--',k,n],{encoding:'utf8'}).stdout));const m=i=>a.map(x=>x[i]).sort((p,q)=>p-q)[3].toFixed(1);console.log(n,k,'b64',m(0),'gunzip',m(1))}
