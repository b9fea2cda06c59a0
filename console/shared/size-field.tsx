/** The output size: the shape of the input, a recommended size, or one's own. */
import { useState } from 'preact/hooks';
import { parseSize, sizeProblem } from '#core/request/size.ts';
import { OUTPUT_PIXELS, RECOMMENDED_SIZES } from '#core/service/limits.ts';
import { Field } from './field.tsx';

const OWN = 'own';
const PIXELS = `${OUTPUT_PIXELS.min.toLocaleString('en-US')} to ${OUTPUT_PIXELS.max.toLocaleString('en-US')} pixels in total`;

/** A choice, and a text field when the choice is one's own size. */
export const SizeField = (props: {
  readonly prefix: string;
  readonly size: string;
  readonly problem: string | undefined;
  readonly onChange: (size: string) => void;
}) => {
  const recommended = props.size === '' || RECOMMENDED_SIZES.some(({ size }) => size === props.size);
  const [own, setOwn] = useState(!recommended);
  const showOwn = own || !recommended;
  return (
    <>
      <Field
        id={`${props.prefix}-shape`}
        label="Size"
        problem={showOwn ? undefined : props.problem}
        control={(controlProps) => (
          <select
            {...controlProps}
            value={showOwn ? OWN : props.size}
            onChange={({ currentTarget: { value } }) => {
              setOwn(value === OWN);
              if (value !== OWN) props.onChange(value);
            }}
          >
            <option value="">As the image, about 1280×1280</option>
            {RECOMMENDED_SIZES.map(({ size, aspect }) => (
              <option key={size} value={size}>
                {aspect} · {size.replace('*', '×')}
              </option>
            ))}
            <option value={OWN}>Own size…</option>
          </select>
        )}
      />
      {showOwn && (
        <Field
          id={`${props.prefix}-size`}
          label="Own size, width*height"
          problem={props.problem}
          help={`${PIXELS}, aspect 1:4 to 4:1. ${sizeNote(props.size)}`}
          control={(controlProps) => (
            <input
              {...controlProps}
              type="text"
              placeholder="1280*720"
              autocomplete="off"
              value={props.size}
              onInput={(event) => props.onChange(event.currentTarget.value)}
            />
          )}
        />
      )}
    </>
  );
};

/** What the size typed so far amounts to. */
const sizeNote = (text: string): string => {
  const size = parseSize(text);
  if (size === undefined) return '';
  const pixels = (size.width * size.height).toLocaleString('en-US');
  return `${text.trim()} has ${pixels}${sizeProblem(text) === undefined ? ': fits.' : '.'}`;
};
