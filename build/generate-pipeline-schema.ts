import { pipelineJsonSchema } from '../runtime/pipeline/document.ts';
import type { Generated } from './generate.ts';

/** The JSON Schema of pipeline files, for editors. */
export async function generate(): Promise<Generated[]> {
  const schema = { $comment: 'Generated from runtime/pipeline/document.ts by `npm run generate`. Do not edit.', ...pipelineJsonSchema() };
  return [{ file: 'docs/pipeline.schema.json', text: `${JSON.stringify(schema, null, 2)}\n` }];
}
