/** A process that embeds into one model again and again, until it is killed: `node … model append|copy`. */
import { ONNXMetadataEmbedder } from '../src/index.js';

const [model, mode] = process.argv.slice(2);
process.stdout.write('ready\n');
for (let tier = 0; ; tier++) {
  await new ONNXMetadataEmbedder().embed(model!, undefined, {
    append: mode === 'append',
    tier: tier % 2 === 0 ? 'full' : 'minimal',
  });
}
