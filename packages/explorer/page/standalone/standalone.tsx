import { useCallback, useEffect, useState } from "preact/hooks";
import { App } from "../app.tsx";
import { ArchiveDialog } from "./archive-dialog.tsx";
import { DropZone } from "./drop-zone.tsx";
import { type GivenFiles, isModel } from "./model-files.ts";
import type { ModelScored } from "./model-worker.ts";
import { Notice } from "./notice.tsx";
import { OpenBar } from "./open-bar.tsx";
import { useArchive } from "./opened.ts";
import { openingOf, sample } from "./opening.ts";
import { type Scoring, useScoring } from "./scoring.ts";

/** The explorer without a server: what is opened, and what is seen of it. */
export function Standalone() {
  const { opened, state, open, fail, dismiss, showPredictions } = useArchive();
  const [asking, setAsking] = useState(false);
  const onScored = useCallback(({ said }: ModelScored) => showPredictions(said), [showPredictions]);
  const { scoring, score, probe, stop } = useScoring(opened?.opening, onScored);

  const openOther = useCallback(
    async (...asked: Parameters<typeof open>) => {
      if (await open(...asked)) stop();
    },
    [open, stop],
  );
  const onFiles = useCallback(
    async (asked: GivenFiles | Promise<GivenFiles>) => {
      try {
        const given = await asked;
        if (isModel(given)) score(given);
        else openOther(...archiveIn(given));
      } catch (error) {
        fail(error as Error);
      }
    },
    [fail, openOther, score],
  );

  useEffect(() => {
    const asked = openingOf(location.search);
    open(asked?.archive ?? "the sample", asked ?? sample());
  }, [open]);

  const ModelPanel = useModelPanel(scoring !== undefined);
  const { index, classes } = opened ?? {};
  return (
    <>
      <OpenBar
        onFiles={onFiles}
        openSample={() => openOther("the sample", sample())}
        askForUrl={() => setAsking(true)}
      />
      {state !== undefined && <Notice state={state} open={openOther} dismiss={dismiss} />}
      {scoring !== undefined && ModelPanel !== undefined && (
        <ModelPanel
          scoring={scoring}
          score={(preprocessing) =>
            score(scoring.given, { preprocessing, probed: isProposed(scoring, preprocessing) })
          }
          scoreAgain={() => score(scoring.given, { ...scoring.how, again: true })}
          probe={() => probe(scoring.given)}
          stop={stop}
          seeMistakes={() => {
            const model = index?.models.indexOf(scoring.name) ?? 0;
            location.hash = `#images?answer=wrong${model > 0 ? `&model=${model + 1}` : ""}`;
          }}
        />
      )}
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
            openOther(name, opening);
          }}
        />
      )}
      <DropZone onFiles={onFiles} />
    </>
  );
}

/** Whether these are the steps that a probe found the best. */
function isProposed({ probe }: Scoring, preprocessing: string): boolean {
  return probe?.proposed !== undefined && preprocessing === JSON.stringify(probe.proposed);
}

/** Loaded when it is first wanted: most look at images alone. */
function useModelPanel(isWanted: boolean) {
  const [loaded, setLoaded] = useState<typeof import("./model-panel.tsx")>();
  useEffect(() => {
    if (isWanted) import("./model-panel.tsx").then(setLoaded);
  }, [isWanted]);
  return loaded?.ModelPanel;
}

/** An archive, with its index or without. @throws TypeError for several */
function archiveIn({ files }: GivenFiles) {
  const isIndex = ({ path }: { path: string }) => path.endsWith(".json");
  const [archive, ...others] = files.filter((each) => !isIndex(each));
  if (archive === undefined || others.length > 0) {
    throw new TypeError("One archive is opened at a time, with its index or without.");
  }
  return [archive.path, { archive: archive.file, index: files.find(isIndex)?.file }] as const;
}
