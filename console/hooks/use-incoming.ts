/** Files dropped anywhere on the page, and files or links pasted into it. */
import { useEffect, useState } from 'preact/hooks';

/** What to do with what arrives. `onText` answers whether it took the text. */
export interface Incoming {
  readonly onFiles: (files: readonly File[]) => void;
  readonly onText: (text: string) => boolean;
}

/** Listens to the whole window; answers whether files hover over it right now. */
export const useIncoming = ({ onFiles, onText }: Incoming): boolean => {
  const [hovering, setHovering] = useState(false);
  useEffect(() => {
    const over = (event: DragEvent) => {
      if (!bringsSomething(event)) return;
      event.preventDefault();
      setHovering(true);
    };
    const leave = (event: DragEvent) => {
      if (event.relatedTarget === null) setHovering(false);
    };
    const drop = (event: DragEvent) => {
      setHovering(false);
      if (!bringsSomething(event)) return;
      event.preventDefault();
      const files = [...(event.dataTransfer?.files ?? [])];
      if (files.length > 0) onFiles(files);
      else onText(event.dataTransfer?.getData('text/uri-list') ?? '');
    };
    const paste = (event: ClipboardEvent) => {
      const files = [...(event.clipboardData?.files ?? [])];
      if (files.length > 0) {
        event.preventDefault();
        onFiles(files);
      } else if (!isTyping(event.target) && onText(event.clipboardData?.getData('text/plain') ?? '')) event.preventDefault();
    };
    addEventListener('dragover', over);
    addEventListener('dragleave', leave);
    addEventListener('drop', drop);
    addEventListener('paste', paste);
    return () => {
      removeEventListener('dragover', over);
      removeEventListener('dragleave', leave);
      removeEventListener('drop', drop);
      removeEventListener('paste', paste);
    };
  }, [onFiles, onText]);
  return hovering;
};

const bringsSomething = ({ dataTransfer }: DragEvent): boolean =>
  dataTransfer !== null &&
  !dataTransfer.types.includes('text/x-darkroom-image') &&
  (dataTransfer.types.includes('Files') || dataTransfer.types.includes('text/uri-list'));

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLTextAreaElement || (target instanceof HTMLInputElement && target.type === 'text');
