import type { z } from 'zod';
import { accessToken, createdToken, createTokenBody, identity, signInBody } from './access.ts';
import { perArm } from './arm.ts';
import { auditEntry } from './audit.ts';
import { criticalPath, unitSource } from './critical-path.ts';
import { errorBody, refusal } from './errors.ts';
import { brake, evidence, gate, gateCondition, kpiEvidence, stageEvidence } from './evidence.ts';
import {
  armPoint,
  blastRadius,
  callGroupFlow,
  experimentState,
  experimentSummary,
  experimentView,
  haltReason,
  reasonBody,
  startBody,
  testerToken,
  testerTokenBody,
  timelineEvent,
} from './experiment.ts';
import { fault } from './fault.ts';
import {
  acceptBody,
  assignBody,
  findingEvent,
  findingEvidence,
  findingState,
  findingSummary,
  findingView,
  fixBody,
  reopenBody,
} from './finding.ts';
import { haltAllBody, haltProgress, haltReport, holdSwitch } from './halt.ts';
import { limits, limitsBody, limitsView } from './limits.ts';
import { kpiBaseline, pathBaseline } from './path-baseline.ts';
import { prediction, stageAdvice, stagePrediction } from './prediction.ts';
import { preview, previewBody } from './preview.ts';
import { guardrails, ramp, stage } from './ramp.ts';
import {
  applied,
  applyBody,
  copyBody,
  criticalPathView,
  lintResult,
  problem,
  scenario,
  scenarioFault,
  scenarioView,
  yamlBody,
} from './scenario.ts';
import { now, status, stripSegment } from './status.ts';
import { agentView, topology } from './topology.ts';

/** The schemas with a name of their own in the OpenAPI document; all others are written out where they are used. */
export const apiSchemas: Readonly<Record<string, z.ZodType>> = {
  Status: status,
  Now: now,
  StripSegment: stripSegment,
  CriticalPathView: criticalPathView,
  CriticalPath: criticalPath,
  UnitSource: unitSource,
  ScenarioView: scenarioView,
  Scenario: scenario,
  ScenarioFault: scenarioFault,
  Fault: fault,
  Ramp: ramp,
  Stage: stage,
  Guardrails: guardrails,
  YamlBody: yamlBody,
  ApplyBody: applyBody,
  LintResult: lintResult,
  Problem: problem,
  Applied: applied,
  CopyBody: copyBody,
  StartBody: startBody,
  ReasonBody: reasonBody,
  ExperimentSummary: experimentSummary,
  ExperimentView: experimentView,
  ExperimentState: experimentState,
  HaltReason: haltReason,
  Evidence: evidence,
  KpiEvidence: kpiEvidence,
  Brake: brake,
  StageEvidence: stageEvidence,
  Gate: gate,
  GateCondition: gateCondition,
  CallGroupFlow: callGroupFlow,
  BlastRadius: blastRadius,
  Prediction: prediction,
  StagePrediction: stagePrediction,
  StageAdvice: stageAdvice,
  PreviewBody: previewBody,
  Preview: preview,
  PathBaseline: pathBaseline,
  KpiBaseline: kpiBaseline,
  PerArm: perArm,
  ArmPoint: armPoint,
  TimelineEvent: timelineEvent,
  FindingSummary: findingSummary,
  FindingView: findingView,
  FindingState: findingState,
  FindingEvidence: findingEvidence,
  FindingEvent: findingEvent,
  FixBody: fixBody,
  AcceptBody: acceptBody,
  ReopenBody: reopenBody,
  AssignBody: assignBody,
  TesterTokenBody: testerTokenBody,
  TesterToken: testerToken,
  HaltAllBody: haltAllBody,
  HaltProgress: haltProgress,
  HaltReport: haltReport,
  HoldSwitch: holdSwitch,
  LimitsBody: limitsBody,
  LimitsView: limitsView,
  Limits: limits,
  AgentView: agentView,
  Topology: topology,
  AuditEntry: auditEntry,
  SignInBody: signInBody,
  Identity: identity,
  AccessToken: accessToken,
  CreateTokenBody: createTokenBody,
  CreatedToken: createdToken,
  Error: errorBody,
  Refusal: refusal,
};
