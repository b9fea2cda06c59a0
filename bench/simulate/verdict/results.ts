/** Whether the images that were paid are in the store and the record, and nothing else is. */
import type { Edit } from '#core/edit/edit.ts';
import { manifestKey, parseManifest } from '#core/edit/manifest.ts';
import { canonicalJson, sha256Of } from '#core/ids.ts';
import type { TaskView } from '#simulator/index.ts';
import type { Deployment } from '../deployment-options.ts';
import type { Upload } from '../uploads.ts';
import { deliveredImage, fetchableImages } from './delivered.ts';

/**
 * Of more results than were paid, as many are kept as were asked for, and any may stand in for one that cannot be fetched. Where some were not
 * made, the one that cannot be fetched may be among them.
 */
const isKept = (kept: number, fetchable: number, { n, paidImages, lies }: TaskView): boolean => {
  const most = lies.some(({ lie }) => lie === 'many-results') ? n : paidImages < n ? paidImages : fetchable;
  return kept === fetchable || (kept > fetchable && kept <= most);
};

/** Pictures of a paid task that are not where they belong. */
export const lostResults = (
  { store }: Deployment,
  { number }: Upload,
  edit: Edit | undefined,
  task: TaskView,
): readonly string[] => {
  const lost = (what: string): string =>
    `upload ${number}, task ${task.id}: ${what} (edit is ${edit?.state} ${edit?.problem?.code ?? ''})`;
  if (edit?.taskId !== task.id) return [lost('no edit knows it')];
  const kept = (edit.results ?? []).filter((result) => 'key' in result);
  const fetchable = fetchableImages(task);
  if (!isKept(kept.length, fetchable, task)) return [lost(`${kept.length} of ${fetchable} images in the record`)];
  if (kept.length === 0) return edit.problem === undefined ? [lost('nothing could be fetched, and nobody was told why')] : [];
  const missing = kept.filter(({ key }) => store.content(key) === undefined).map(({ key }) => lost(`${key} is not in the store`));
  return store.content(manifestKey(edit)) === undefined ? [...missing, lost('no edit.json')] : missing;
};

/** Looks at every object that is visible below results/. */
export const corruptObjects = ({ store }: Deployment, edits: readonly Edit[], tasks: ReadonlyMap<string, TaskView>): string[] => {
  const owners = new Map(edits.map((edit) => [edit.resultPrefix, edit]));
  return store
    .keys()
    .filter((key) => key.startsWith('results/'))
    .flatMap((key) => {
      const edit = owners.get(key.slice(0, key.lastIndexOf('/') + 1));
      const content = store.content(key) ?? new Uint8Array();
      if (edit === undefined) return [`${key} belongs to no edit`];
      if (key === manifestKey(edit)) return manifestProblems(edit, content, (of) => store.content(of));
      const index = Number(/(\d+)\.[a-z]+$/.exec(key)?.[1]);
      const task = tasks.get(edit.taskId ?? '');
      const right = task !== undefined && Buffer.compare(content, deliveredImage(task, index)) === 0;
      return right ? [] : [`${key} is not image ${index} of task ${edit.taskId}`];
    });
};

const manifestProblems = (
  edit: Edit,
  content: Uint8Array,
  contentOf: (key: string) => Uint8Array | undefined,
): readonly string[] => {
  const manifest = parseManifest(new TextDecoder().decode(content));
  const key = manifestKey(edit);
  if (manifest === undefined) return [`${key} is no manifest`];
  if (
    manifest.taskId !== edit.taskId ||
    manifest.state !== edit.state ||
    canonicalJson(manifest.images) !== canonicalJson(edit.results)
  ) {
    return [`${key} and the record differ (${manifest.state}, ${edit.state})`];
  }
  return manifest.images.flatMap((image) => {
    if ('problem' in image) return [];
    const bytes = contentOf(image.key);
    return bytes !== undefined && sha256Of(bytes) === image.sha256 ? [] : [`${key} names ${image.key}, which is not like that`];
  });
};
