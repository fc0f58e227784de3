import { useRef } from "preact/hooks";

interface OpenBarProps {
  readonly openFiles: (files: readonly File[]) => void;
  readonly openSample: () => void;
  readonly ask: () => void;
}

/** What may be opened. */
export function OpenBar({ openFiles, openSample, ask }: OpenBarProps) {
  const picker = useRef<HTMLInputElement>(null);
  return (
    <div class="open-bar" role="region" aria-label="What to open">
      <p>
        <span>Nothing leaves this machine.</span>
      </p>
      <button type="button" onClick={() => picker.current?.click()}>
        Open archive…
      </button>
      <input
        ref={picker}
        type="file"
        multiple
        hidden
        aria-label="Archive to open"
        onChange={({ currentTarget }) => {
          openFiles(Array.from(currentTarget.files ?? []));
          // The same file may be picked again.
          currentTarget.value = "";
        }}
      />
      <button type="button" onClick={ask}>
        From URL…
      </button>
      <button type="button" onClick={openSample}>
        Sample
      </button>
    </div>
  );
}
