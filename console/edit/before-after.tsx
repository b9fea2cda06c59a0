/** Before and after, one over the other, with a divider that the mouse, a finger or the arrow keys move. */
import { useState } from 'preact/hooks';

/** What is compared; `width` and `height` of the result give the frame its shape. */
export interface BeforeAfterProps {
  readonly before: string;
  readonly after: string;
  readonly beforeName: string;
  readonly afterName: string;
  readonly width: number;
  readonly height: number;
}

/** The slider: a range input lies over the images, so that it works with every kind of input. */
export const BeforeAfter = ({ before, after, beforeName, afterName, width, height }: BeforeAfterProps) => {
  const [share, setShare] = useState(50);
  return (
    <div class="compare" style={{ '--share': `${share}%`, '--shape': `${width} / ${height}` }}>
      <img class="compare-after" src={after} alt={afterName} />
      <img class="compare-before" src={before} alt={beforeName} />
      <span class="compare-word compare-word-before" aria-hidden="true">
        Before
      </span>
      <span class="compare-word compare-word-after" aria-hidden="true">
        After
      </span>
      <span class="compare-line" aria-hidden="true" />
      <input
        class="compare-range"
        type="range"
        min={0}
        max={100}
        step={1}
        value={share}
        aria-label="Before and after"
        aria-valuetext={`${share}% of the original shown`}
        onInput={(event) => setShare(Number(event.currentTarget.value))}
      />
    </div>
  );
};
