/** Where a process runs. */
export interface Place {
  readonly region: string;
  readonly zone: string;
}

/** Where this process runs, as whoever started it says; null: nobody did. */
export function ownPlace(): Place | null {
  const { DEMO_REGION: region, DEMO_ZONE: zone } = process.env;
  return region && zone ? { region, zone } : null;
}

/** The zones of a region, one's own first: `north-a` and `north-b`. Two unknown ones where nobody said where this is. */
export function placesNear(here: Place | null): readonly (Place | null)[] {
  if (here === null) return [null, null];
  const zones = ['a', 'b'].map((zone) => `${here.region}-${zone}`);
  return [here, ...zones.filter((zone) => zone !== here.zone).map((zone) => ({ region: here.region, zone }))];
}
