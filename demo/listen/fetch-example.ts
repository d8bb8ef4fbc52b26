/** The example's files, as the site has them. */
const example = new URL('./bearing-diagnosis/', import.meta.url);

/** @throws {Error} naming the file that cannot be had, and why */
export async function fetchExample(name: string, signal?: AbortSignal): Promise<Response> {
  const response = await fetch(new URL(name, example), signal === undefined ? {} : { signal }).catch((cause) => {
    throw new Error(`Cannot load ${name}`, { cause });
  });
  if (!response.ok) throw new Error(`Cannot load ${name}: HTTP ${response.status}`);
  return response;
}
