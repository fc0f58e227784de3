import { useRef } from "preact/hooks";
import { type GivenFiles, pickedFiles } from "./model-files.ts";

interface OpenBarProps {
  readonly onFiles: (files: GivenFiles) => void;
  readonly openSample: () => void;
  readonly askForUrl: () => void;
}

/** What may be opened. */
export function OpenBar({ onFiles, openSample, askForUrl }: OpenBarProps) {
  return (
    <div class="open-bar" role="region" aria-label="What to open">
      <p>Nothing leaves this machine. Drop an archive or a model anywhere.</p>
      <Picker text="Open archive…" label="Archive to open" onFiles={onFiles} />
      <button type="button" onClick={askForUrl}>
        From URL…
      </button>
      <button type="button" onClick={openSample}>
        Sample
      </button>
      <Picker
        text="Score a model…"
        label="Model to score, and the files beside it"
        onFiles={onFiles}
      />
      <Picker text="Model folder…" label="Folder of a model" folder onFiles={onFiles} />
    </div>
  );
}

interface PickerProps {
  readonly text: string;
  readonly label: string;
  readonly folder?: boolean;
  readonly onFiles: OpenBarProps["onFiles"];
}

function Picker({ text, label, folder = false, onFiles }: PickerProps) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <button type="button" onClick={() => input.current?.click()}>
        {text}
      </button>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        {...{ webkitdirectory: folder }}
        aria-label={label}
        onChange={({ currentTarget }) => {
          const files = Array.from(currentTarget.files ?? []);
          // The same file may be picked again.
          currentTarget.value = "";
          if (files.length > 0) onFiles(pickedFiles(files));
        }}
      />
    </>
  );
}
