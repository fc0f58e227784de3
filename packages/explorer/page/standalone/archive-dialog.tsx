import { Dialog } from "../dialog.tsx";
import { absolute, type Opening } from "./opening.ts";

interface ArchiveDialogProps {
  readonly open: (name: string, opening: Opening) => void;
  readonly close: () => void;
}

/** Asks for the address of an archive, and of its index. */
export function ArchiveDialog({ open, close }: ArchiveDialogProps) {
  return (
    <Dialog label="Open an archive from a URL" class="ask" close={close} onKeyDown={keepKeys}>
      <h2>Open from a URL</h2>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          const fields = new FormData(event.currentTarget);
          const archive = absolute(`${fields.get("archive")}`.trim());
          const index = absolute(`${fields.get("index")}`.trim());
          open(archive, { archive, index });
        }}
      >
        <label>
          Archive
          <input name="archive" required placeholder="imagenetv2-matched-frequency.tar" />
        </label>
        <label>
          Index
          <input name="index" required placeholder="imagenetv2-matched-frequency.index.json" />
        </label>
        <p class="note">
          Images are read as they are looked at, so the server has to answer range requests. The
          index says where they lie: <code>imagenet-v2 index ARCHIVE --output INDEX</code> makes it
          from a copy.
        </p>
        <p class="actions">
          <button type="submit">Open</button>
        </p>
      </form>
    </Dialog>
  );
}

/** Letters that are typed here mean nothing to the page behind. */
function keepKeys(event: KeyboardEvent): void {
  event.stopPropagation();
}
