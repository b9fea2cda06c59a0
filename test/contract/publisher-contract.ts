/** What every publisher promises. */
import { describe, expect, it } from 'vitest';
import { type EditEvent, MOMENTS } from '#core/events/events.ts';
import type { EventPublisher } from '#core/ports/event-publisher.ts';
import { idOf } from '#test/support/edits.ts';

/** An event of a readable name. */
export const eventOf = (name: string): EditEvent => ({
  id: idOf(name),
  detailType: MOMENTS.SUCCEEDED.detailType,
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

/** Describes the contract of `EventPublisher`; `heard` answers what came out at the other end so far. */
export const describeAnnouncerContract = (
  name: string,
  makeAnnouncer: () => { readonly publisher: EventPublisher; heard(): Promise<readonly EditEvent[]> },
): void => {
  describe(`the publisher ${name}`, () => {
    it('carries every event out as it is', async () => {
      const { publisher, heard } = makeAnnouncer();
      await publisher.publish(eventOf('first'));
      await publisher.publish(eventOf('second'));
      expect(await heard()).toEqual([eventOf('first'), eventOf('second')]);
    });
  });
};
