import { describe, expect, it } from 'vitest';
import * as settingsOf from '#functions/environment/settings.ts';
import { folderOf } from '../../docs/source-facts.ts';
import { DEFAULT_STACK, synthesize } from './synthesized.ts';

/** Variables that a function has in the template, by its folder. */
const variablesOf = ({ ofType }: ReturnType<typeof synthesize>): ReadonlyMap<string, Readonly<Record<string, unknown>>> =>
  new Map(
    ofType('AWS::Lambda::Function').map(([, { Properties }]) => {
      const { Description, Environment } = Properties as {
        readonly Description: string;
        readonly Environment: { readonly Variables: Readonly<Record<string, unknown>> };
      };
      return [Description.replace('Darkroom: ', ''), Environment.Variables];
    }),
  );

const EVERY = ['NODE_OPTIONS', 'POWERTOOLS_METRICS_NAMESPACE', 'POWERTOOLS_SERVICE_NAME'];
/** The stack leaves these to their defaults, or is not told otherwise. */
const LEFT_OUT = [
  'DARKROOM_REGION',
  'DARKROOM_RESULT_HOSTS',
  'DARKROOM_WEBHOOKS_ALLOW_PRIVATE',
  'DARKROOM_WORKSPACE_ID',
  'HTTPS_PROXY',
  'NO_PROXY',
  'DASHSCOPE_HTTP_BASE_URL',
];

describe('the environments of the deployed functions', () => {
  const environments = variablesOf(DEFAULT_STACK);

  it.each(Object.entries(settingsOf))('give %s every variable that it reads, and no other', (name, rows) => {
    const names = Object.values(rows).map((row) => row.name);
    const expected = [...EVERY, ...names.filter((variable) => !LEFT_OUT.includes(variable))];
    expect(Object.keys(environments.get(folderOf(name)) ?? {}).sort()).toEqual(expected.sort());
  });

  it('say the bound on images even where nobody chose one: a function that is not told has none', () => {
    for (const name of ['api', 'batch-item', 'start-edit']) {
      expect(environments.get(name)?.DARKROOM_IMAGES_PER_DAY).toMatch(/^\d+$/);
    }
  });

  it('carry the base URL that was chosen to every function that calls the service', () => {
    const modelUrl = 'https://dashscope.aliyuncs.com/api/v1';
    const told = [...variablesOf(synthesize({ modelUrl }))].filter(
      ([, variables]) => variables.DASHSCOPE_HTTP_BASE_URL === modelUrl,
    );
    expect(told.map(([name]) => name).sort()).toEqual([
      'api',
      'check-status',
      'execution-ended',
      'persist-result',
      'submit',
      'sweep',
    ]);
  });

  it('carry the result hosts that were chosen to the one function that fetches results, checked before anything is deployed', () => {
    const told = [...variablesOf(synthesize({ resultHosts: ['pictures.example.com', '.example.org'] }))].filter(
      ([, variables]) => variables.DARKROOM_RESULT_HOSTS === 'pictures.example.com,.example.org',
    );
    expect(told.map(([name]) => name)).toEqual(['persist-result']);
    expect(() => synthesize({ resultHosts: ['169.254.169.254'] })).toThrow(/resultHosts names "169.254.169.254"/);
  });
});
