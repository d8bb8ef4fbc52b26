import { z } from 'zod';
import { configSchema } from './build-config.ts';
import type { Generated } from './generate.ts';
import { findMembers } from './members.ts';

/** The JSON Schema of `polyray.build.json`, for editors: of the options that each member declares. */
export async function generate(): Promise<Generated[]> {
  const schema = z.toJSONSchema(await configSchema(findMembers()), { io: 'input', target: 'draft-2020-12' });
  const $comment = 'Generated from components/*/options.ts by `npm run generate`. Do not edit.';
  return [{ file: 'docs/build.schema.json', text: `${JSON.stringify({ $comment, ...schema }, null, 2)}\n` }];
}
