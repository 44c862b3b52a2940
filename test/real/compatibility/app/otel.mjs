// The same for an application of ES modules: OpenTelemetry's loader hook first.
import { createRequire, register } from 'node:module';
import { pathToFileURL } from 'node:url';

const require = createRequire(import.meta.url);
const { resolve } = createRequire(require.resolve('@opentelemetry/instrumentation-http'));
register(pathToFileURL(resolve('@opentelemetry/instrumentation/hook.mjs')));
require('./otel.cjs');
