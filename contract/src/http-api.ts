/**
 * The REST API under `/api/v1`. Every POST carries an `Idempotency-Key`; bodies and answers are the schemas of this package.
 *
 * | method and path                     | body             | answer                  | role     |
 * |-------------------------------------|------------------|-------------------------|----------|
 * | GET  /status                        |                  | Status                  | viewer   |
 * | GET  /now                           |                  | Now                     | viewer   |
 * | GET  /paths, /paths/:name           |                  | CriticalPathView(s)     | viewer   |
 * | GET  /scenarios, /scenarios/:name   |                  | ScenarioView(s)         | viewer   |
 * | POST /scenarios/lint                | yamlBody         | lintResult              | viewer   |
 * | POST /scenarios/apply               | yamlBody         | applied                 | operator |
 * | POST /scenarios/:name/copy          | copyBody         | ScenarioView            | operator |
 * | GET  /experiments                   |                  | ExperimentSummary[]     | viewer   |
 * | POST /experiments                   | startBody        | ExperimentView          | operator |
 * | GET  /experiments/:id               |                  | ExperimentView          | viewer   |
 * | POST /experiments/:id/pause         | reasonBody       | ExperimentView          | operator |
 * | POST /experiments/:id/resume        | reasonBody       | ExperimentView          | operator |
 * | POST /experiments/:id/promote       | reasonBody       | ExperimentView          | operator |
 * | POST /experiments/:id/halt          | reasonBody       | HaltReport              | operator |
 * | POST /halt                          | haltAllBody      | HaltReport              | operator |
 * | POST /hold, /release                | reasonBody       | HoldSwitch              | operator |
 * | POST /tester-tokens                 | testerTokenBody  | TesterToken             | operator |
 * | GET  /agents                        |                  | AgentView[]             | viewer   |
 * | GET  /topology                      |                  | Topology                | viewer   |
 * | GET  /audit                         |                  | AuditEntry[]            | viewer   |
 * | POST /session                       | signInBody       | Identity                | anyone   |
 * | GET  /session, POST /session/end    |                  | Identity, nothing       | viewer   |
 * | GET  /access-tokens                 |                  | AccessToken[]           | admin    |
 * | POST /access-tokens                 | createTokenBody  | createdToken            | admin    |
 * | POST /access-tokens/:id/revoke      | reasonBody       | AccessToken             | admin    |
 * | GET  /stream?topic=now\|experiment:ID | server-sent events `{event: topic, data: Now \| ExperimentView}` | | viewer |
 *
 * Lists answer `{items: […]}`.
 */
export const API_PREFIX = '/api/v1';
/** Header that makes a repeated POST harmless. */
export const IDEMPOTENCY_KEY_HEADER = 'idempotency-key';
/** Cookie of a browser session. */
export const SESSION_COOKIE = 'hormesis_session';
/** The stream sends a comment line at least this often, milliseconds; a page that hears nothing for twice as long is disconnected. */
export const STREAM_HEARTBEAT_MS = 1_000;
