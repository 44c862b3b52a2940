/** Figures by name: times in ns or ms as the name says, ratios and counts without a unit. */
export type Figures = Record<string, number>;
