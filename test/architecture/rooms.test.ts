import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { importsOf } from './imports.ts';
import { ASYNC_EXCEPTIONS, CORE_ROOMS, IMPURE_CORE_ROOMS, ROOMS, type Room } from './rooms.ts';
import { PROJECT, SOURCES } from './sources.ts';

const sources = SOURCES.filter((path) => !/^(test|bench|samples)\//.test(path));

const roomOf = (path: string): Room | undefined => ROOMS.find((room) => room.files.test(path));

const violations = (path: string, room: Room): readonly string[] =>
  importsOf(PROJECT, path).flatMap(({ specifier, file }) => {
    const allowed = file === undefined ? room.mayUse.test(specifier) : room.mayImport.test(file);
    return allowed ? [] : [`${path} (${room.name}) imports ${specifier}`];
  });

describe('the rooms', () => {
  it('cover every source file', () => {
    expect(sources.filter((path) => roomOf(path) === undefined)).toEqual([]);
  });

  it('import only what the table allows', () => {
    expect(sources.flatMap((path) => (roomOf(path) === undefined ? [] : violations(path, roomOf(path) as Room)))).toEqual([]);
  });

  it('are told apart by the walker: a forbidden import would be seen', () => {
    const core = roomOf('core/edit/edit.ts') as Room;
    expect(core.name).toBe('core/edit');
    expect(core.mayImport.test('core/request/size.ts')).toBe(true);
    expect(core.mayImport.test('core/admission/pool.ts')).toBe(false);
    expect(core.mayImport.test('adapters/aws/store/s3-store.ts')).toBe(false);
    expect(core.mayUse.test('@aws-sdk/client-s3')).toBe(false);
    expect(importsOf(PROJECT, 'test/architecture/rooms.test.ts').map((found) => found.specifier)).toContain('./rooms.ts');
  });
});

describe('the rooms of the functions', () => {
  it('let only composition roots, and what they share, reach for adapters', () => {
    const reaching = ROOMS.filter(({ mayImport }) => mayImport.test('adapters/aws/store/s3-store.ts'));
    expect(reaching.map(({ name }) => name)).toEqual(['functions/*/index.ts', 'functions/compose', 'adapters/aws']);
    const handlers = roomOf('functions/submit/handler.ts') as Room;
    expect(handlers.name).toBe('functions (handlers)');
    expect(handlers.mayImport.test('functions/compose/model.ts')).toBe(false);
    expect(handlers.mayImport.test('functions/middleware/step.ts')).toBe(true);
  });
});

/** So many files stand in one folder at most: beyond that nobody finds a file by looking. */
const MAX_FILES = 20;

describe('the folders', () => {
  it(`hold at most ${MAX_FILES} source files each`, () => {
    const files = Map.groupBy(SOURCES, (path) => dirname(path));
    expect(files.size).toBeGreaterThan(50);
    expect([...files].flatMap(([folder, paths]) => (paths.length > MAX_FILES ? [`${folder}: ${paths.length}`] : []))).toEqual([]);
  });
});

const WAITS = /\b(async|await|Promise)\b/;
const withoutComments = (text: string): string => text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');

describe('the rooms of core', () => {
  it('are all in the table, and the table names no other', () => {
    const folders = readdirSync(join(PROJECT, 'core'), { withFileTypes: true }).filter((entry) => entry.isDirectory());
    expect(folders.map(({ name }) => name).sort()).toEqual(Object.keys(CORE_ROOMS).sort());
  });

  it('import only rooms before them', () => {
    const order = Object.keys(CORE_ROOMS);
    for (const [name, below] of Object.entries(CORE_ROOMS)) {
      expect(below.filter((other) => order.indexOf(other) >= order.indexOf(name))).toEqual([]);
    }
  });

  const pure = sources.filter(
    (path) => path.startsWith('core/') && ![...IMPURE_CORE_ROOMS, 'ports'].some((room) => path.startsWith(`core/${room}/`)),
  );

  it('wait for nothing, but for actions and api', () => {
    const waiting = pure.filter((path) => WAITS.test(withoutComments(readFileSync(join(PROJECT, path), 'utf8'))));
    expect(waiting).toEqual(Object.keys(ASYNC_EXCEPTIONS));
  });

  it('would be caught waiting', () => {
    expect(WAITS.test(withoutComments('/** async in words */ const a = 1;'))).toBe(false);
    expect(WAITS.test(withoutComments('const load = async () => 1;'))).toBe(true);
  });
});
