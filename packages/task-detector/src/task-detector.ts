/** Finds the task of a model: asks the clues in order of authority and stops at the first answer. */
import type { GraphFacts } from '@onnx-capsule/metadata-schema';

import { configurationClue } from './configuration-clue.js';
import { asRecord, type Clue, type Detection, type DetectionInput, type DetectionSource, type TaskCandidate } from './detection.js';
import { dialectClue } from './dialect-clue.js';
import { generationClue, hasLanguages, optionalJson, processorClue, sentenceTransformersClue } from './file-clues.js';
import { graphClue } from './graph-clue.js';

const NOTHING: Detection = { task: null, confidence: 0, source: null, evidence: [], candidates: [] };

/** Finds the task of a model from whatever is known about it. */
export class TaskDetector {
  /**
   * The task with confidence and evidence; `task` is `null` where nothing decides.
   *
   * Asked in this order: the caller's word, the manifest, foreign metadata, files (sentence-transformers modules, generation
   * settings), the model class, processors, the graph. Files and graph are read only as far as they are needed; a damaged file
   * counts as absent.
   */
  async detect(input: DetectionInput): Promise<Detection> {
    if (input.task !== undefined) return outright(input.task, 'caller');
    const manifest = input.manifest ?? input.files?.manifest;
    if (manifest?.task) return { ...outright(manifest.task.name, 'manifest'), evidence: manifest.task.evidence };
    if (input.detectTask === false) return NOTHING;
    const dialect = dialectClue(input.metadata);
    if (dialect) return verdict(dialect, 'dialect');

    const { files } = input;
    const modules = await sentenceTransformersClue(files);
    if (modules) return verdict(modules, 'files');
    const generation = await optionalJson(files, 'generation_config.json');
    const generated = generationClue(generation);
    if (generated) return verdict(generated, 'files');

    const config = asRecord(input.config ?? (await optionalJson(files, 'config.json')));
    const tokenizer = asRecord(await optionalJson(files, 'tokenizer_config.json'));
    const languages = hasLanguages(tokenizer);
    const architecture = configurationClue(config, generation, languages);
    if (architecture && !isVague(architecture)) return verdict(architecture, 'architecture');
    const processor = await processorClue(files, tokenizer);
    if (architecture && !processor) return verdict(architecture, 'architecture');
    if (processor) return verdict(processor, 'processor', architecture);

    const facts = await readGraph(input.graph);
    const graph = facts && graphClue(facts, config, generation, languages);
    return graph ? verdict(graph, 'graph') : NOTHING;
  }
}

/** A bare model class says less than the processor that came with it: `ClapModel` with a `ClapProcessor` compares sound and text. */
function isVague(clue: Clue): boolean {
  return clue.task === 'feature-extraction';
}

async function readGraph(graph: DetectionInput['graph']): Promise<GraphFacts | undefined> {
  return typeof graph === 'function' ? graph() : graph;
}

function outright(task: string, source: DetectionSource): Detection {
  return { task, confidence: 1, source, evidence: [task], candidates: [{ task, confidence: 1 }] };
}

function verdict(clue: Clue, source: DetectionSource, beside?: Clue): Detection {
  const { task, confidence, evidence } = clue;
  const others = [...(clue.others ?? []), ...(beside ? [{ task: beside.task, confidence: beside.confidence / 2 }] : [])];
  const candidates: TaskCandidate[] = [{ task, confidence }, ...others].filter(
    (candidate, index, all) => all.findIndex((other) => other.task === candidate.task) === index,
  );
  candidates.sort((a, b) => b.confidence - a.confidence);
  return { task, confidence, source, evidence, candidates };
}
