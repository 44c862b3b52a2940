// OpenTelemetry as an application would start it, without an exporter.
process.env.OTEL_TRACES_EXPORTER = 'none';
process.env.OTEL_METRICS_EXPORTER = 'none';
process.env.OTEL_LOGS_EXPORTER = 'none';
const { NodeSDK } = require('@opentelemetry/sdk-node');
const { ExpressInstrumentation } = require('@opentelemetry/instrumentation-express');
const { HttpInstrumentation } = require('@opentelemetry/instrumentation-http');
const { KoaInstrumentation } = require('@opentelemetry/instrumentation-koa');
const { UndiciInstrumentation } = require('@opentelemetry/instrumentation-undici');

const instrumentations = [
  new HttpInstrumentation(),
  new UndiciInstrumentation(),
  new ExpressInstrumentation(),
  new KoaInstrumentation(),
];
new NodeSDK({ instrumentations }).start();
