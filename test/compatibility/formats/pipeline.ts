import fs from 'node:fs';
import { parsePipeline } from '../../../runtime/pipeline/document.ts';
import type { Format } from '../format.ts';

/** Pipeline documents. */
export const samples: Format['samples'] = () => ({
  example: JSON.parse(fs.readFileSync(new URL('../../../examples/bearing-diagnosis/pipeline.json', import.meta.url), 'utf8')),
  least: { name: 'a', stages: [{ name: 's', executor: 'ml', operation: 'tensor.softmax', inputs: { x: 'inputs.x' } }], inputs: { x: {} } },
});

export const read = (written: unknown): unknown => parsePipeline(written);
