import { describe, expect, it } from 'vitest';
import * as settingsOf from '#functions/environment/settings.ts';
import * as variables from '#functions/environment/variables.ts';
import { functionNames } from '#lib/functions/bundle.ts';
import { folderOf } from '../../../docs/source-facts.ts';

const LISTS = Object.entries(settingsOf).map(([name, rows]) => [folderOf(name), Object.keys(rows)] as const);

/** The functions that read a setting. */
const readersOf = (setting: keyof typeof variables): readonly string[] =>
  LISTS.filter(([, settings]) => settings.includes(setting)).map(([name]) => name);

describe('the lists of settings', () => {
  it('are one for each function that is deployed', () => {
    expect(LISTS.map(([name]) => name).sort()).toEqual(functionNames());
  });

  it('leave no variable of the table unread', () => {
    expect((Object.keys(variables) as (keyof typeof variables)[]).filter((setting) => readersOf(setting).length === 0)).toEqual(
      [],
    );
  });

  it('name the table for every function: each works on the ledger', () => {
    expect(readersOf('tableName')).toEqual(LISTS.map(([name]) => name));
  });

  it('name the bound on images for whoever opens edits, and so could spend past it', () => {
    expect(readersOf('imagesPerDay')).toEqual(['api', 'batch-item', 'start-edit']);
  });

  it('name the key only for functions that call the service', () => {
    const callers = ['api', 'check-status', 'execution-ended', 'persist-result', 'submit', 'sweep'];
    for (const setting of ['secretId', 'modelUrl', 'modelRegion', 'modelWorkspace'] as const) {
      expect(readersOf(setting)).toEqual(callers);
    }
  });

  it('name the capacity for whoever gives slots', () => {
    expect(readersOf('capacity')).toEqual([
      'api',
      'check-status',
      'execution-ended',
      'persist-result',
      'record-failure',
      'request-slot',
      'submit',
      'sweep',
    ]);
  });

  it('name both buckets or none, and only for functions that touch pictures', () => {
    expect(readersOf('uploadsBucket')).toEqual(['api', 'batch-item', 'persist-result', 'start-edit', 'submit']);
    expect(readersOf('resultsBucket')).toEqual(readersOf('uploadsBucket'));
  });

  it('let only the functions that reach webhook endpoints be told to reach private ones', () => {
    expect(readersOf('allowPrivateWebhooks')).toEqual(['api', 'deliver-webhook']);
  });
});
