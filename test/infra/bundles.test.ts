import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { bundle, functionNames, sizeProblem } from '#lib/functions/bundle.ts';
import { PROJECT_ROOT } from '#lib/functions/bundle-options.ts';

const SOURCES = ['core', 'functions', 'adapters', 'package.json', 'tsconfig.json'];

/** Every bundle as it is built here. */
const bundles = await Promise.all(functionNames().map((name) => bundle(name)));

describe('the bundles', () => {
  it('are the same bytes when they are built in another folder', async () => {
    const elsewhere = join(mkdtempSync(join(tmpdir(), 'darkroom-')), 'another', 'place');
    for (const source of SOURCES) cpSync(join(PROJECT_ROOT, source), join(elsewhere, source), { recursive: true });
    symlinkSync(join(PROJECT_ROOT, 'node_modules'), join(elsewhere, 'node_modules'));
    try {
      for (const { name, text } of bundles) expect((await bundle(name, elsewhere)).text === text, name).toBe(true);
    } finally {
      rmSync(elsewhere, { recursive: true });
    }
  });
  it('are small enough to start quickly', () => {
    expect(bundles.map(sizeProblem).filter((problem) => problem !== undefined)).toEqual([]);
  });
  it('load only the clients that their function uses', () => {
    const { fromTheRuntime } = bundles.find(({ name }) => name === 'check-status') ?? {};
    expect(fromTheRuntime).toEqual(['@aws-sdk/client-dynamodb', '@aws-sdk/client-secrets-manager', '@aws-sdk/client-sfn']);
  });
  it('are refused beyond their bounds', () => {
    expect(sizeProblem({ name: 'check-status', bytes: 60 * 1024 })).toBeUndefined();
    expect(sizeProblem({ name: 'check-status', bytes: 60 * 1024 + 1 })).toContain('check-status');
    expect(sizeProblem({ name: 'api', bytes: 400 * 1024 + 1 })).toContain('api');
  });
});
