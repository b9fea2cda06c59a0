import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { accountOf } from '#simulator/model-studio/account.ts';
import { createFileJournal } from '#simulator/model-studio/journal.ts';

const journalFile = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'journal-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return join(folder, 'tasks.jsonl');
};

const created = { type: 'created', id: 'a', requestId: 'r', account: 'k', request: {}, submittedAt: 10 };

describe('the journal of the task service', () => {
  it('drops lines cut short and tasks that are too old', () => {
    const file = journalFile();
    const entries = [
      { ...created, plan: {} },
      { ...created, id: 'old', plan: {}, submittedAt: 1 },
      { type: 'canceled', id: 'old', at: 2 },
    ];
    appendFileSync(file, `${entries.map((entry) => JSON.stringify(entry)).join('\n')}\n{"type":"created","id":"cut sho`);
    expect(createFileJournal(file, 5).read()).toEqual([entries[0]]);
  });

  it('still reads what a version before 0.2 wrote', () => {
    const file = journalFile();
    const verdict = { ok: true, pictures: [{ key: 'x', width: 1, height: 1 }] };
    appendFileSync(file, `${JSON.stringify({ ...created, plan: { runMs: 1, pictureFailures: {} } })}\n`);
    appendFileSync(file, `${JSON.stringify({ type: 'inspected', id: 'a', settledAt: 12, verdict })}\n`);
    expect(createFileJournal(file, 0).read()).toEqual([
      { ...created, plan: { runMs: 1, imageFailures: {} } },
      { type: 'inspected', id: 'a', decidedAt: 12, verdict: { ok: true, images: verdict.pictures } },
    ]);
  });

  it('keeps of a key that such a version wrote down nothing but its hash', () => {
    const file = journalFile();
    const { account: _, ...former } = created;
    appendFileSync(file, `${JSON.stringify({ ...former, apiKey: 'sk-secret-key', plan: {} })}\n`);
    expect(createFileJournal(file, 0).read()).toEqual([{ ...created, account: accountOf('sk-secret-key'), plan: {} }]);
    expect(readFileSync(file, 'utf8')).not.toContain('sk-secret-key');
  });
});
