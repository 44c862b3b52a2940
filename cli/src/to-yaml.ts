/** Loads the library, some seventy files, only where YAML is written: without it every other command starts sooner. */
export async function toYaml(value: object, lineWidth = 80): Promise<string> {
  const { stringify } = await import('yaml');
  return stringify(value, { lineWidth });
}
