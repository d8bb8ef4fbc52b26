import { z } from 'zod';
import { InvalidPipelineError } from '../errors.ts';
import { checkJson } from './check-json.ts';
import type { PipelineDocument, PipelineSource } from './pipeline-document.ts';

const name = z.string().regex(/^[A-Za-z][A-Za-z0-9_-]*$/, 'must begin with a letter and hold letters, digits, "-" and "_" only');
const tensorReference = z
  .string()
  .regex(
    /^(inputs\.[A-Za-z][A-Za-z0-9_-]*|stages\.[A-Za-z][A-Za-z0-9_-]*\.outputs\..+)$/,
    'must be "inputs.<name>" or "stages.<stage>.outputs.<port>"',
  )
  .describe('Where a tensor comes from: "inputs.<name>" or "stages.<stage>.outputs.<port>"');
const resultReference = z
  .string()
  .regex(
    /^(inputs\.[A-Za-z][A-Za-z0-9_-]*|stages\.[A-Za-z][A-Za-z0-9_-]*\.(outputs|values)\..+)$/,
    'must be "inputs.<name>", "stages.<stage>.outputs.<port>" or "stages.<stage>.values.<name>"',
  )
  .describe('What the pipeline gives: "stages.<stage>.outputs.<port>", "stages.<stage>.values.<name>" or "inputs.<name>"');

const stage = z
  .strictObject({
    name: name.describe('Unique among the stages'),
    executor: z.string().min(1, 'must not be empty').describe('The name under which the host knows the executor'),
    operation: z.string().min(1, 'must not be empty').describe("One of the executor's operations"),
    parameters: z
      .record(z.string(), z.json())
      .default({})
      .describe(
        'The operation\'s parameters. Anywhere inside, {"from": REFERENCE} stands for "parameters.<name>", "models.<name>", "inputs.<name>.rate" or "stages.<stage>.values.<name>", and {"file": PATH} for the text of a file beside the pipeline',
      ),
    inputs: z.record(z.string(), tensorReference).default({}).describe("A tensor for each of the operation's input ports"),
    timeoutMs: z.number().positive('must be above 0').optional().describe('Stops the stage after so many milliseconds'),
  })
  .describe('One operation of one executor');

// the types are written out, so that programs which only use them need no zod; that they are the schema's is checked here
const documentSchema: z.ZodType<PipelineDocument, PipelineSource> = z
  .strictObject({
    $schema: z.string().optional(),
    name,
    summary: z.string().default(''),
    parameters: z
      .record(name, z.strictObject({ summary: z.string().default(''), unit: z.string().default(''), default: z.json().optional() }))
      .default({})
      .describe('What a run may be given besides tensors; required where there is no default'),
    inputs: z
      .record(name, z.strictObject({ summary: z.string().default('') }))
      .default({})
      .describe('The tensors a run is given'),
    models: z
      .record(
        name,
        z.strictObject({
          executor: z.string().min(1, 'must not be empty'),
          file: z.string().min(1, 'must not be empty').describe('A safetensors file beside the pipeline'),
        }),
      )
      .default({})
      .describe('Weights, loaded into every instance of their executor before the first stage'),
    stages: z.array(stage).min(1, 'must not be empty').describe('In any order: a stage runs as soon as what it needs is there'),
    outputs: z.record(name, resultReference).default({}),
  })
  .describe('A polyray pipeline: operations of executors, and how tensors and values flow between them');

/** "stages[2].inputs.signal". */
function pathOf(segments: readonly PropertyKey[]): string {
  const text = segments.map((segment) => (typeof segment === 'number' ? `[${segment}]` : `.${String(segment)}`)).join('');
  return text.replace(/^\./, '') || 'the document';
}

/** Checks the form of a pipeline. @throws {InvalidPipelineError} with the place of the first mistake */
export function parsePipeline(json: unknown): PipelineDocument {
  checkJson(json);
  const parsed = documentSchema.safeParse(json, { reportInput: true });
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0]!;
  throw new InvalidPipelineError(pathOf(issue.path), describe(issue));
}

/** A mistake of form in this program's words, where the schema does not give them. */
function describe(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'unrecognized_keys':
      return `does not know ${issue.keys.map((key) => `"${key}"`).join(', ')}`;
    case 'invalid_key':
      return issue.issues[0]?.message ?? issue.message;
    case 'invalid_union':
      return 'has no JSON form';
    case 'invalid_type': {
      if (issue.input === undefined) return 'is required';
      const { input, expected } = issue;
      const found = input === null || typeof input === 'number' ? input : Array.isArray(input) ? 'an array' : withArticle(typeof input);
      return `must be ${withArticle(expected === 'record' ? 'object' : expected)}, is ${found}`;
    }
    default:
      return issue.message;
  }
}

function withArticle(type: string): string {
  return /^[aeio]/.test(type) ? `an ${type}` : `a ${type}`;
}

/** The JSON Schema of pipeline files, published as docs/pipeline.schema.json. */
export function pipelineJsonSchema(): object {
  return z.toJSONSchema(documentSchema, { io: 'input', target: 'draft-2020-12' });
}
