import type { Schema } from './client.ts';

/** The schema of a list: the API answers `{items: […]}`. */
export function itemsOf<T>(item: Schema<T>): Schema<{ items: T[] }> {
  return {
    safeParse(value) {
      const items = value !== null && typeof value === 'object' && 'items' in value ? value.items : undefined;
      if (!Array.isArray(items)) return problem(['items'], 'must be a list');
      const parsed: T[] = [];
      for (const [index, each] of items.entries()) {
        const result = item.safeParse(each);
        if (!result.success) {
          const issue = result.error.issues[0];
          return problem(['items', index, ...(issue?.path ?? [])], issue?.message ?? 'is not understood');
        }
        parsed.push(result.data);
      }
      return { success: true, data: { items: parsed } };
    },
  };
}

function problem(path: readonly PropertyKey[], message: string) {
  return { success: false as const, error: { issues: [{ path, message }] } };
}
