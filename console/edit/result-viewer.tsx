/** The results: one large beside its original, all of them to choose from. */
import { useState } from 'preact/hooks';
import type { EditView, ResultView } from '#client/types.ts';
import { useImageUrl } from '../hooks/image-url.ts';
import { Icon } from '../shared/icon.tsx';
import { ProblemNote } from '../shared/problem-note.tsx';
import { imageFacts, isStored, type StoredResult } from '../state/edit-facts.ts';
import { BeforeAfter } from './before-after.tsx';

/** Shows the results of an edit that has some. */
export const ResultViewer = ({ edit, onUse }: { readonly edit: EditView; readonly onUse: (result: StoredResult) => void }) => {
  const results = edit.results;
  const [chosen, setChosen] = useState(results.find(isStored)?.index ?? results[0]?.index ?? 1);
  const [original, setOriginal] = useState(edit.images.length - 1);
  const shown = results.find(({ index }) => index === chosen);
  return (
    <div class="viewer">
      {shown !== undefined &&
        (isStored(shown) ? <Large edit={edit} result={shown} original={original} /> : <ProblemNote problem={shown.problem} />)}
      <div class="viewer-bar">
        {edit.images.length > 1 && (
          <label class="viewer-original">
            Compare with{' '}
            <select value={original} onChange={(event) => setOriginal(Number(event.currentTarget.value))}>
              {edit.images.map((image, index) => (
                <option key={image.key ?? index} value={index}>
                  image {index + 1}
                </option>
              ))}
            </select>
          </label>
        )}
        {shown !== undefined && isStored(shown) && <ResultActions result={shown} onUse={() => onUse(shown)} />}
      </div>
      {results.length > 1 && (
        <fieldset class="results">
          <legend>Results</legend>
          <div class="results-row">
            {results.map((result) => (
              <ResultThumb
                key={result.index}
                result={result}
                chosen={result.index === chosen}
                onChoose={() => setChosen(result.index)}
              />
            ))}
          </div>
        </fieldset>
      )}
    </div>
  );
};

const Large = ({
  edit,
  result,
  original,
}: {
  readonly edit: EditView;
  readonly result: StoredResult;
  readonly original: number;
}) => {
  const urlOf = useImageUrl();
  const before = edit.images[original];
  const beforeUrl = before === undefined ? undefined : urlOf(before);
  const afterUrl = urlOf(result);
  const name = `Result ${result.index}: ${edit.prompt}`;
  if (afterUrl === undefined) return <p class="empty">This image is stored as {result.key}.</p>;
  if (beforeUrl === undefined) return <img class="viewer-single" src={afterUrl} alt={name} />;
  return (
    <BeforeAfter
      key={`${result.index}-${original}`}
      before={beforeUrl}
      after={afterUrl}
      beforeName={`Original, image ${original + 1}`}
      afterName={name}
      width={result.width ?? 1}
      height={result.height ?? 1}
    />
  );
};

const ResultActions = ({ result, onUse }: { readonly result: StoredResult; readonly onUse: () => void }) => {
  const urlOf = useImageUrl();
  return (
    <>
      <span class="quiet small">{imageFacts(result)}</span>
      <span class="viewer-actions">
        <button type="button" onClick={onUse}>
          <Icon name="plus" /> Edit this one further
        </button>
        <a class="button" href={urlOf(result) ?? ''} download={result.key.split('/').at(-1) ?? ''}>
          <Icon name="download" /> Download
        </a>
      </span>
    </>
  );
};

const ResultThumb = (props: { readonly result: ResultView; readonly chosen: boolean; readonly onChoose: () => void }) => {
  const urlOf = useImageUrl();
  const name = `Result ${props.result.index}`;
  return (
    <label class={isStored(props.result) ? 'thumb' : 'thumb thumb-withheld'}>
      <input type="radio" name="result" checked={props.chosen} onChange={props.onChoose} aria-label={name} />
      {isStored(props.result) ? <img src={urlOf(props.result)} alt="" /> : <span>missing</span>}
    </label>
  );
};
