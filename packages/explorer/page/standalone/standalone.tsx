import { useCallback, useEffect, useState } from "preact/hooks";
import { App } from "../app.tsx";
import { ArchiveDialog } from "./archive-dialog.tsx";
import { DropZone } from "./drop-zone.tsx";
import { Notice } from "./notice.tsx";
import { OpenBar } from "./open-bar.tsx";
import { useArchive } from "./opened.ts";
import { openingOf, sample } from "./opening.ts";

/** The explorer without a server: what is opened, and what is seen of it. */
export function Standalone() {
  const { opened, state, open, dismiss } = useArchive();
  const [asking, setAsking] = useState(false);
  const openFiles = useCallback(
    (files: readonly File[]) => {
      const [archive, ...others] = files.filter(({ name }) => !name.endsWith(".json"));
      const index = files.find(({ name }) => name.endsWith(".json"));
      if (archive !== undefined && others.length === 0)
        show(open(archive.name, { archive, index }));
      else
        open(
          "",
          Promise.reject(new Error("One archive is opened at a time, with its index or without.")),
        );
    },
    [open],
  );
  const openSample = useCallback(() => show(open("the sample", sample())), [open]);

  useEffect(() => {
    const asked = openingOf(location.search);
    open(asked?.archive ?? "the sample", asked ?? sample());
  }, [open]);

  const { index, classes } = opened ?? {};
  return (
    <>
      <OpenBar openFiles={openFiles} openSample={openSample} ask={() => setAsking(true)} />
      {state !== undefined && <Notice state={state} open={open} dismiss={dismiss} />}
      {index !== undefined && classes !== undefined ? (
        <App key={`${index.id} ${index.models.join("\n")}`} index={index} classes={classes} />
      ) : (
        <main class="page" />
      )}
      {asking && (
        <ArchiveDialog
          close={() => setAsking(false)}
          open={(name, opening) => {
            setAsking(false);
            show(open(name, opening));
          }}
        />
      )}
      <DropZone onFiles={openFiles} />
    </>
  );
}

/** What is opened is looked at from the start: filters of another archive mean nothing. */
async function show(opening: Promise<boolean>): Promise<void> {
  if (await opening) location.hash = "#images";
}
