import { z } from 'zod';

/** Part of a place's address, and what people type: no blanks, no slashes. */
const word = (what: string) =>
  z
    .string({ error: `must be ${what}; a number is put in quotes, or it loses its zeros in front` })
    .regex(/^[\w.-]{1,100}$/, {
      error: (issue) => `must be ${what}: letters, digits, ".", "_" and "-", got ${JSON.stringify(issue.input)}`,
    });

const url = z.url({
  protocol: /^https?$/,
  error: (issue) => `must be an address such as "https://ec2.example.org", got ${JSON.stringify(issue.input)}`,
});

/** One AWS account: who we are there, and where we look. Without `profile` and `roleArn` the usual chain of credentials. */
const ec2Settings = z.strictObject({
  /** What people call it; also how exceptions name it. */
  account: word('the name of an account'),
  regions: z
    .array(word('a region such as "eu-west-1"'))
    .min(1, { error: 'must name at least one region: none is looked at by itself' })
    .max(50),
  /** Of the shared configuration and credentials files. */
  profile: z.string().min(1).max(200).optional(),
  /** A role to take on, by `profile` or whoever the chain of credentials finds. */
  roleArn: z
    .string()
    .regex(/^arn:[\w-]+:iam::\d{12}:role\/.+$/, {
      error: (issue) =>
        `must be the ARN of a role such as "arn:aws:iam::123456789012:role/hormesis", got ${JSON.stringify(issue.input)}`,
    })
    .optional(),
  externalId: z.string().min(2).max(1_224).optional(),
  /** Instead of AWS's own addresses, for all services. */
  endpoint: url.optional(),
});
export type Ec2Settings = z.infer<typeof ec2Settings>;

/** One cluster. In cluster: the pod's own service account. */
const kubernetesSettings = z
  .strictObject({
    /** What people call the cluster. */
    account: word('the name of a cluster'),
    region: word('a region').default('-'),
    inCluster: z.literal(true).optional(),
    /** A file; without it and `inCluster` the file that kubectl would take. */
    kubeconfig: z.string().min(1).max(4_096).optional(),
    /** Of the kubeconfig. Its current one would be whatever somebody chose last, and another cluster by the next question. */
    context: z.string().min(1).max(500).optional(),
    /** Absent: all namespaces, which needs a ClusterRole. */
    namespaces: z
      .array(word('a namespace'))
      .min(1, { error: 'must name at least one namespace, or be left out for all' })
      .max(500)
      .optional(),
  })
  .refine(({ inCluster, kubeconfig, context }) => !(inCluster && (kubeconfig || context)), {
    error: 'inCluster takes the service account of the pod; kubeconfig and context are for those outside',
    path: ['inCluster'],
  })
  .refine(({ inCluster, context }) => inCluster || context, {
    error: 'must name a context of the kubeconfig, or say inCluster: the current context may become another cluster',
    path: ['context'],
  });
export type KubernetesSettings = z.infer<typeof kubernetesSettings>;

/** Who we are in an account: two entries that are the same are one account. */
function identityOf({ profile, roleArn, endpoint }: Ec2Settings): string {
  return JSON.stringify([profile, roleArn, endpoint]);
}

/** Where instances and pods run that may be terminated. Nothing is looked at that is not named here. */
export const platformSettings = z
  .strictObject({
    kind: z.literal('Platforms'),
    ec2: z.array(ec2Settings).max(200).default([]),
    kubernetes: z.array(kubernetesSettings).max(200).default([]),
  })
  .superRefine(({ ec2, kubernetes }, context) => {
    for (const [kind, entries] of Object.entries({ ec2, kubernetes }))
      for (const [index, { account }] of entries.entries())
        if (entries.findIndex((each) => each.account === account) < index)
          context.addIssue({ code: 'custom', path: [kind, index, 'account'], message: `"${account}" is there twice` });
    for (const [index, entry] of ec2.entries()) {
      const same = ec2.slice(0, index).find((each) => identityOf(each) === identityOf(entry));
      if (same)
        context.addIssue({
          code: 'custom',
          path: ['ec2', index],
          message: `"${entry.account}" is the same profile and role as "${same.account}": one account under two names would have two minimum times`,
        });
    }
  });
export type PlatformSettings = z.infer<typeof platformSettings>;
