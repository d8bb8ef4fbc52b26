import type { ExecutorGrants } from '../executor/executor-grants.ts';
import type { Platform } from '../platform/platform.ts';

/**
 * Grants as workers take them: variables by value, folders by their absolute paths.
 *
 * @throws {InvalidFileError} where a folder is not there
 */
export function resolveGrants(grants: ExecutorGrants, platform: Pick<Platform, 'findFolder' | 'variable'>): ExecutorGrants {
  const { environment, directories } = grants;
  const resolved = (name: string, value: string | true) => (value === true ? platform.variable(name) : value);
  const variables = Object.entries(environment ?? {}).flatMap(([name, given]) => {
    const value = resolved(name, given);
    return value === undefined ? [] : [[name, value] as const];
  });
  return {
    ...grants,
    ...(environment && { environment: Object.fromEntries(variables) }),
    ...(directories && { directories: directories.map((each) => ({ ...each, host: platform.findFolder(each.host) })) }),
  };
}
