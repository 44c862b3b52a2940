import { groupName, groupPlace } from './termination-words.ts';

/** A group by the name people know, and where it is. */
export function GroupCell({ group }: { group: string }) {
  return (
    <>
      <b title={group} className="names">
        {groupName(group)}
      </b>
      <div className="small muted nowrap">{groupPlace(group)}</div>
    </>
  );
}
