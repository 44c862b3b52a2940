import { readFileSync } from 'node:fs';
import { openApiDocument } from '../../contract/src/open-api.ts';
import { apiPage } from './api-page.ts';
import { describeSchemas } from './describe-schemas.ts';
import { errorsPage } from './errors-page.ts';
import { examples } from './examples.ts';

/** The generated files of `docs/reference/`, by name, as they have to be. */
export async function apiReference(): Promise<Record<string, string>> {
  const document = openApiDocument(version(), examples);
  await describeSchemas(document.components.schemas);
  return {
    'openapi.json': `${JSON.stringify(document, null, 2)}\n`,
    'api.md': apiPage(document),
    'errors.md': errorsPage(),
  };
}

/** The one version of all packages. */
function version(): string {
  const manifest: { version: string } = JSON.parse(
    readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
  );
  return manifest.version;
}
