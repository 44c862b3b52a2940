// OpenTelemetry as an application would start it, with a processor that writes down what it gets.
const { appendFileSync } = require('node:fs');
const { NodeSDK } = require('@opentelemetry/sdk-node');
const { HttpInstrumentation } = require('@opentelemetry/instrumentation-http');
const { UndiciInstrumentation } = require('@opentelemetry/instrumentation-undici');

process.env.OTEL_TRACES_EXPORTER = 'none';
process.env.OTEL_METRICS_EXPORTER = 'none';
process.env.OTEL_LOGS_EXPORTER = 'none';
const nothing = async () => {};
// What was traced, one line for each span that ended, for a test that asks for it.
const tellTo = process.env.TEST_SPANS;
const onEnd = ({ name, attributes, events }) => {
  if (tellTo !== undefined) appendFileSync(tellTo, `${JSON.stringify({ name, attributes, events })}\n`);
};
new NodeSDK({
  instrumentations: [new HttpInstrumentation(), new UndiciInstrumentation()],
  spanProcessors: [{ onStart() {}, onEnd, forceFlush: nothing, shutdown: nothing }],
}).start();
