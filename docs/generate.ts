/** `npm run docs`: rewrites the parts of the documents that come from the sources. `--check` only says whether they are current. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { flowDiagram, retryTable, type Workflow } from './flow-diagram.ts';
import { referencePages } from './reference-pages.ts';

const root = join(import.meta.dirname, '..');

const fenced = (diagram: string): string => `\`\`\`mermaid\n${diagram}\n\`\`\``;

/** Replaces what stands between `<!-- name -->` and `<!-- /name -->`. @throws Error when the marks are missing */
export const replaceBetween = (text: string, name: string, content: string): string => {
  const start = `<!-- ${name} -->`;
  const end = `<!-- /${name} -->`;
  const from = text.indexOf(start);
  const to = text.indexOf(end);
  if (from < 0 || to < from) throw new Error(`no marks ${start} ... ${end}`);
  return `${text.slice(0, from + start.length)}\n${content}\n${text.slice(to)}`;
};

/** Every generated document: its path and what it should hold now. */
export const generated = (): readonly { readonly path: string; readonly text: string }[] => {
  const workflow = JSON.parse(readFileSync(join(root, 'statemachines/edit-image.asl.json'), 'utf8')) as Workflow;
  const read = (path: string): string => readFileSync(join(root, path), 'utf8');
  return [
    { path: 'README.md', text: replaceBetween(read('README.md'), 'flow', fenced(flowDiagram(workflow))) },
    {
      path: 'docs/flow.md',
      text: replaceBetween(
        replaceBetween(read('docs/flow.md'), 'flow', fenced(flowDiagram(workflow))),
        'retries',
        retryTable(workflow),
      ),
    },
    ...referencePages(root),
  ];
};

if (import.meta.main) {
  const stale = generated().filter(
    ({ path, text }) => !existsSync(join(root, path)) || readFileSync(join(root, path), 'utf8') !== text,
  );
  if (process.argv.includes('--check')) {
    for (const { path } of stale) console.error(`${path} is not current: run npm run docs`);
    process.exitCode = stale.length === 0 ? 0 : 1;
  } else {
    for (const { path, text } of stale) writeFileSync(join(root, path), text);
    console.log(stale.length === 0 ? 'nothing to change' : stale.map(({ path }) => `wrote ${path}`).join('\n'));
  }
}
