import { type ScenarioDocument, scenarioDocument } from '@hormesis/contract/scenario.ts';
import { type ParsedDocuments, parseYamlDocuments } from '../../platform/yaml-documents.ts';

/** Reads YAML with critical paths and scenarios, one or more documents. */
export function parseDocuments(yaml: string): ParsedDocuments<ScenarioDocument> {
  return parseYamlDocuments(yaml, scenarioDocument);
}
