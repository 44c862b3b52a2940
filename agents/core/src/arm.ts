/** `treatment` (faults apply), `control` (same size, no faults), `tester` (pinned by a signed header). */
export type Arm = 'treatment' | 'control' | 'tester';
