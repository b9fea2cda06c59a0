import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { bundle, functionNames, sizeProblem } from '#lib/functions/bundle.ts';
import { PROJECT_ROOT } from '#lib/functions/bundle-options.ts';

const SOURCES = ['core', 'functions', 'adapters', 'package.json', 'tsconfig.json'];

describe('the bundles', () => {
  it('are the same bytes when they are built in another folder', async () => {
    const elsewhere = join(mkdtempSync(join(tmpdir(), 'darkroom-')), 'another', 'place');
    for (const source of SOURCES) cpSync(join(PROJECT_ROOT, source), join(elsewhere, source), { recursive: true });
    symlinkSync(join(PROJECT_ROOT, 'node_modules'), join(elsewhere, 'node_modules'));
    try {
      for (const name of functionNames()) {
        const [here, there] = await Promise.all([bundle(name), bundle(name, elsewhere)]);
        expect(there.text === here.text, name).toBe(true);
      }
    } finally {
      rmSync(elsewhere, { recursive: true });
    }
  });
  it('are small enough to start quickly', async () => {
    const bundles = await Promise.all(functionNames().map((name) => bundle(name)));
    expect(bundles.map(sizeProblem).filter((problem) => problem !== undefined)).toEqual([]);
  });
  it('load only the clients that their function uses', async () => {
    const { fromTheRuntime } = await bundle('check-status');
    expect(fromTheRuntime).toEqual(['@aws-sdk/client-dynamodb', '@aws-sdk/client-secrets-manager', '@aws-sdk/client-sfn']);
  });
  it('are refused beyond their bounds', () => {
    expect(sizeProblem({ name: 'check-status', bytes: 60 * 1024 })).toBeUndefined();
    expect(sizeProblem({ name: 'check-status', bytes: 60 * 1024 + 1 })).toContain('check-status');
    expect(sizeProblem({ name: 'api', bytes: 400 * 1024 + 1 })).toContain('api');
  });
});
