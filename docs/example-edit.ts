/** The edit that examples in the documents are made from. */
import type { Edit } from '#core/edit/edit.ts';

const CREATED = Date.parse('2026-01-01T12:00:00.000Z');
const ID = '1f0c7a52d9e84b36a1c05f7e2d4b8a9c3e6f7081';
const PREFIX = `results/remove-text/sign.jpg/${ID}/`;

/** An upload that was edited with a preset. */
export const EXAMPLE_EDIT: Edit = {
  editId: ID,
  revision: 7,
  state: 'SUCCEEDED',
  source: { kind: 'upload', key: 'uploads/remove-text/sign.jpg', versionId: '3sL4kqtJlcpXroDTDmJ' },
  resultPrefix: PREFIX,
  preset: 'remove-text',
  prompt: 'Remove all text from the whole picture.',
  parameters: { n: 1, promptExtend: true, watermark: false },
  images: [],
  times: { createdAt: CREATED, updatedAt: CREATED + 64_000, finishedAt: CREATED + 64_000 },
  executions: 1,
  taskId: '0385dc79-5ff8-4d82-bcb6-0a8a0a3e1d2f',
  results: [
    {
      index: 1,
      key: `${PREFIX}1.png`,
      width: 1280,
      height: 960,
      bytes: 2_345_678,
      sha256: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    },
  ],
  imageCount: 1,
  costUsd: 0.03,
};
