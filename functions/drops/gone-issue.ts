import type { DropIssue } from '#drops/drop';

/** Why a dropped object can no longer be read, as a sentence for whoever dropped it. */
export function goneIssue(key: string, kind: 'gone' | 'replaced'): DropIssue {
  return kind === 'gone'
    ? {
        code: 'object_deleted',
        message: `${JSON.stringify(key)} was deleted before it was read; drop it again and leave it in place.`,
        value: key,
      }
    : {
        code: 'object_replaced',
        message: `${JSON.stringify(key)} was overwritten before it was read; what replaced it is a drop of its own.`,
        value: key,
      };
}
