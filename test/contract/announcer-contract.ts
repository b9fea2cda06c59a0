/** What every announcer promises. */
import { describe, expect, it } from 'vitest';
import { DETAIL_TYPES, type EditEvent } from '#core/events/events.ts';
import type { Announcer } from '#core/ports/announcer.ts';
import { idOf } from '#test/support/edits.ts';

/** An event of a readable name. */
export const eventOf = (name: string): EditEvent => ({
  id: idOf(name),
  detailType: DETAIL_TYPES.SUCCEEDED,
  detail: {
    version: '1',
    editId: idOf('edit'),
    state: 'SUCCEEDED',
    time: '2026-01-01T00:00:00.000Z',
    source: { kind: 'upload', key: 'uploads/Ü 图.png', versionId: 'v1' },
    resultPrefix: 'results/Ü 图.png/1/',
    results: ['results/Ü 图.png/1/1.png'],
    imageCount: 1,
  },
});

/** Describes the contract of `Announcer`; `heard` answers what came out at the other end so far. */
export const describeAnnouncerContract = (
  name: string,
  makeAnnouncer: () => { readonly announcer: Announcer; heard(): Promise<readonly EditEvent[]> },
): void => {
  describe(`the announcer ${name}`, () => {
    it('carries every event out as it is', async () => {
      const { announcer, heard } = makeAnnouncer();
      await announcer.announce(eventOf('first'));
      await announcer.announce(eventOf('second'));
      expect(await heard()).toEqual([eventOf('first'), eventOf('second')]);
    });
  });
};
