/** Which room may import what: the one table of import rules, held by rooms.test.ts and drawn in docs/architecture.md. */

/** One room: files under `path` (minus `except`), the rooms and outside packages that they may import. */
export interface Room {
  readonly name: string;
  /** Matches the path of a file, relative to the project. */
  readonly files: RegExp;
  /** Matches the project-relative path of an imported file of ours. */
  readonly mayImport: RegExp;
  /** Matches the specifier of an imported package or Node builtin. */
  readonly mayUse: RegExp;
}

const none = /^$/;

/**
 * The rooms of core, lowest floor first: each may import itself, the files directly under core/, and the rooms that it names.
 * Every room but `actions` and `api` is pure: it knows no port and does nothing asynchronous.
 */
export const CORE_ROOMS = {
  text: [],
  service: ['text'],
  request: ['service', 'text'],
  pictures: ['service'],
  edit: ['request', 'service', 'text'],
  admission: ['edit', 'service'],
  batch: ['edit', 'request', 'service'],
  events: ['edit'],
  polling: ['edit', 'service'],
  webhooks: ['events'],
  ports: ['admission', 'edit', 'events', 'polling', 'request', 'service', 'webhooks'],
  actions: ['text', 'service', 'request', 'pictures', 'edit', 'admission', 'batch', 'events', 'polling', 'webhooks', 'ports'],
  api: ['text', 'service', 'request', 'edit', 'admission', 'ports', 'webhooks'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

/** Rooms of core that may wait for a port. */
export const IMPURE_CORE_ROOMS = ['actions', 'api'] as const;

/** Files outside the impure rooms that may be asynchronous all the same, each for its reason. */
export const ASYNC_EXCEPTIONS = {
  'core/pictures/verify/verify-picture.ts': 'checks a picture while it streams through',
} as const satisfies Readonly<Record<string, string>>;

const CORE_USES = /^(zod\/mini|node:(crypto|net|zlib))$/;

const coreRooms: readonly Room[] = Object.entries(CORE_ROOMS).map(([name, below]) => ({
  name: `core/${name}`,
  files: new RegExp(`^core/${name}/`),
  mayImport: new RegExp(`^core/([^/]+\\.ts$|(${[name, ...below].join('|')})/)`),
  mayUse: CORE_USES,
}));

/** The first room that matches a file is its room. */
export const ROOMS: readonly Room[] = [
  ...coreRooms,
  { name: 'core', files: /^core\/[^/]+\.ts$/, mayImport: /^core\/[^/]+\.ts$/, mayUse: CORE_USES },
  {
    name: 'functions/*/index.ts',
    files: /^functions\/[^/]+\/index\.ts$/,
    mayImport: /^(core\/|functions\/(?!.*\/index\.ts)|adapters\/(aws\/|dashscope\/|webhook-delivery\/|[^/]+\.ts$))/,
    mayUse: none,
  },
  {
    name: 'functions/compose',
    files: /^functions\/compose\//,
    mayImport: /^(core\/|functions\/(compose|environment)\/|adapters\/(aws\/|dashscope\/|webhook-delivery\/|[^/]+\.ts$))/,
    mayUse: none,
  },
  {
    name: 'functions (handlers)',
    files: /^functions\//,
    mayImport: /^(core\/|functions\/(?!compose\/|.*\/index\.ts))/,
    mayUse: /^(@middy\/core|zod\/mini|aws-lambda)$/,
  },
  { name: 'adapters', files: /^adapters\/[^/]+\.ts$/, mayImport: /^core\//, mayUse: /^node:/ },
  {
    name: 'adapters/aws',
    files: /^adapters\/aws\//,
    mayImport: /^(core|adapters\/aws)\//,
    mayUse: /^(@aws-sdk\/|@smithy\/|@aws-lambda-powertools\/|node:)/,
  },
  {
    name: 'adapters/dashscope',
    files: /^adapters\/dashscope\//,
    mayImport: /^(core|adapters\/dashscope)\//,
    mayUse: /^(zod\/mini|node:)/,
  },
  {
    name: 'adapters/webhook-delivery',
    files: /^adapters\/webhook-delivery\//,
    mayImport: /^(core|adapters\/webhook-delivery)\//,
    mayUse: /^node:/,
  },
  {
    name: 'adapters/embedded',
    files: /^adapters\/embedded\//,
    mayImport: /^(core|adapters\/embedded)\//,
    mayUse: /^(aws-local-stepfunctions$|zod\/mini$|node:)/,
  },
  {
    name: 'lib',
    files: /^lib\//,
    mayImport: /^(lib\/|functions\/environment\/|core\/|statemachines\/)/,
    mayUse: /^(aws-cdk-lib|constructs|cdk-nag|esbuild|node:)/,
  },
  {
    name: 'local',
    files: /^local\//,
    mayImport:
      /^(local|core|functions\/(?!compose\/|.*\/index\.ts)|adapters\/(embedded\/|dashscope\/|webhook-delivery\/|[^/]+\.ts$)|simulator|statemachines|console|samples)/,
    mayUse: /^(chokidar$|sharp$|zod\/mini$|aws-lambda$|node:)/,
  },
  { name: 'docs', files: /^docs\//, mayImport: /^(docs\/|core\/|functions\/environment\/)/, mayUse: /^(zod\/mini$|node:)/ },
  { name: 'simulator', files: /^simulator\//, mayImport: /^(simulator\/|core\/service\/limits\.ts$)/, mayUse: /^(sharp|node:)/ },
  { name: 'console', files: /^console\//, mayImport: /^(console|core|client)\//, mayUse: /^(preact|@preact\/|esbuild$|node:)/ },
  { name: 'client', files: /^client\//, mayImport: /^(client|core)\//, mayUse: /^(eventsource-parser$|zod\/mini|node:)/ },
  {
    name: 'package',
    files: /^package\//,
    mayImport: /^(package\/|client\/|core\/|cli\/main\.ts$|console\/build\.ts$|lib\/functions\/bundle-options\.ts$)/,
    mayUse: /^(esbuild$|node:)/,
  },
  {
    name: 'cli',
    files: /^cli\//,
    mayImport: /^(cli|client|core|local)\//,
    mayUse: /^(@aws-sdk\/|@smithy\/|string-width$|zod\/mini$|node:)/,
  },
];
