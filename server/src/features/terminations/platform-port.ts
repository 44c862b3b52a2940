/**
 * What terminations need of whatever runs instances: EC2 with Auto Scaling, Kubernetes. Plain data only; the clients of the
 * clouds stay behind it. Everything here answers with a union and throws for bugs alone: a cloud that refuses, is slow or
 * has lost a group is an answer. Nothing retries here, so that one place decides how often a cloud is asked.
 */
export interface TerminationPlatform {
  readonly kind: PlatformKind;
  /** Where it may look, as configured; asks nobody. Each place is listed apart: one that refuses hides no other. */
  readonly places: readonly Place[];
  /** All groups of one of `places`, all pages read. */
  list(place: Place, signal: AbortSignal): Promise<Listing>;
  /** One group as it is now. */
  find(group: GroupAddress, signal: AbortSignal): Promise<Sighting>;
  /** Kills one member, or says why not; `done` means that the cloud accepted it, not that the member is gone. */
  terminate(member: MemberAddress, way: TerminationWay, signal: AbortSignal): Promise<TerminationOutcome>;
  /** Lets go of connections and caches. */
  close(): Promise<void>;
}

export type PlatformKind = 'ec2' | 'kubernetes' | 'demo';

/** One account in one region. Of a Kubernetes cluster: the name it was configured under, and its region or `-`. */
export interface Place {
  readonly platform: PlatformKind;
  readonly account: string;
  readonly region: string;
}

/** `group` is unique within its place: the Auto Scaling group's name, or `<namespace>/<Kind>/<name>` of a workload. */
export interface GroupAddress {
  readonly place: Place;
  readonly group: string;
}

/**
 * `member` names one life: the instance id, or the pod's uid (a StatefulSet's next pod has the same name, and is another).
 * `name` is what people read and what the cluster is asked for: the instance id again, or the pod's name.
 */
export interface MemberAddress extends GroupAddress {
  readonly member: string;
  readonly name: string;
}

/**
 * The smallest thing that heals itself: an Auto Scaling group (or the instances of one cluster without any), a Deployment, a
 * StatefulSet, a DaemonSet, or a ReplicaSet that no Deployment owns.
 */
export interface FoundGroup extends GroupAddress {
  /**
   * What groups are put together by. EC2: from tags, else from the name `app-stack-detail-v012`, whose cluster is
   * `app-stack-detail`. Kubernetes: `app.kubernetes.io/name`, else `app`, else the workload's name; the stack is the
   * namespace, the cluster the workload's name.
   */
  readonly naming: {
    readonly app: string;
    readonly stack: string | null;
    readonly detail: string | null;
    readonly cluster: string;
  };
  /** How many members there should be; null where nobody replaces what is gone. */
  readonly desiredCount: number | null;
  /** Why nobody would replace a member now (a suspended process, a paused rollout, being deleted), in a sentence; or null. */
  readonly disabledBecause: string | null;
  /** All that are not gone yet. */
  readonly members: readonly Member[];
}

export interface Member {
  /** See `MemberAddress`. */
  readonly member: string;
  readonly name: string;
  /** null where the platform does not say. */
  readonly zone: string | null;
  /** `healthy`: it serves (InService, Ready). `ending`: it was told to go, by whomever. */
  readonly state: 'starting' | 'healthy' | 'unhealthy' | 'ending';
  /** Milliseconds since 1970; null before it has started. */
  readonly startedAtMs: number | null;
}

export type Listing =
  | { readonly kind: 'listed'; readonly groups: readonly FoundGroup[] }
  | { readonly kind: 'failed'; readonly failure: Failure };

export type Sighting =
  | { readonly kind: 'found'; readonly group: FoundGroup }
  | { readonly kind: 'vanished' }
  | { readonly kind: 'failed'; readonly failure: Failure };

/** `terminate` is the only way of EC2 and the demo; `evict` and `delete` are Kubernetes'. A grace period of null leaves it to the pod. */
export type TerminationWay =
  | { readonly way: 'terminate' }
  | { readonly way: 'evict' | 'delete'; readonly gracePeriodSeconds: number | null };

export type TerminationOutcome =
  | { readonly kind: 'done' }
  /** The platform protects the member. `reason` names what does, e.g. the PodDisruptionBudget, in the cloud's own words. */
  | {
      readonly kind: 'refused';
      readonly by: 'disruption_budget' | 'termination_protection' | 'other';
      readonly reason: string;
    }
  | { readonly kind: 'already_ending' }
  | { readonly kind: 'vanished' }
  | { readonly kind: 'failed'; readonly failure: Failure };

/** Only `throttled` may be tried again by itself: everything else would fail again, or might kill twice. */
export interface Failure {
  readonly kind:
    | 'no_credentials'
    | 'expired_credentials'
    | 'not_allowed'
    | 'throttled'
    /** No answer: nobody knows whether what was asked has happened. */
    | 'unreachable'
    /** This platform or place cannot do what was asked. */
    | 'unsupported'
    | 'other';
  /** The cloud's own code: `UnauthorizedOperation`, `ExpiredToken`, `403 Forbidden`, `ECONNREFUSED`. */
  readonly code: string;
  /** The cloud's own words. */
  readonly words: string;
  /** What to grant, exactly: `ec2:TerminateInstances`, `create pods/eviction in namespace shop`; null unless `not_allowed`. */
  readonly missingPermission: string | null;
  /** How long the cloud asks to wait before another try, milliseconds; only where it said so. */
  readonly retryAfterMs?: number;
}
