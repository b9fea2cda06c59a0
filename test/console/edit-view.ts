/** A view of an edit, as the API answers it. */
import type { EditView } from '#client/types.ts';

/** A queued edit, with whatever a test wants different. */
export const editView = (change: Partial<EditView> = {}): EditView => ({
  id: '0'.repeat(40),
  status: 'QUEUED',
  statusText: 'Waiting',
  ended: false,
  source: { kind: 'api' },
  prompt: 'Make it night',
  parameters: { n: 1, promptExtend: true, watermark: false },
  images: [],
  results: [],
  resultPrefix: 'results/api/0/',
  times: { createdAt: '2026-01-02T03:04:05.000Z', updatedAt: '2026-01-02T03:04:05.000Z' },
  seconds: { waiting: 0, total: 0 },
  links: { self: '/edits/0' },
  ...change,
});
