/** What the package of an executor exports it as: `python-sealed` is `pythonSealed`. */
export function exportName(executor: string): string {
  return executor.replaceAll(/-(.)/g, (_, letter: string) => letter.toUpperCase());
}
