import { useState } from "preact/hooks";
import { type Collection, classOf, type Row } from "./collection.ts";
import { Making } from "./making.tsx";
import { useDocument } from "./source.ts";
import { TileButton } from "./tile.tsx";

interface DuplicatesProps {
  readonly collection: Collection;
  readonly open: (row: Row) => void;
}

const portion = 60;

/** Pairs of images that look alike. */
export function Duplicates({ collection, open }: DuplicatesProps) {
  const loading = useDocument("duplicates");
  const [most, setMost] = useState(portion);
  return (
    <main class="page" tabIndex={-1}>
      <h2>Near-duplicates</h2>
      {loading.state === "making" && <Making {...loading.making} what="Comparing every image" />}
      {loading.state === "failed" && <p role="alert">{loading.message}</p>}
      {loading.state === "there" && (
        <>
          <p class="note">
            {told(loading.value.total)} Compared by perceptual hash, then as 16 × 16 grey pixels,
            either way round.
          </p>
          <ul class="pairs plain">
            {loading.value.pairs.slice(0, most).map(({ first, second, likeness, mirrored }) => {
              const rows = [first, second].map((index) => collection.rowOf(index) as Row);
              return (
                <li key={`${first} ${second}`} class="card">
                  <div class="pair">
                    {rows.map((row) => (
                      <TileButton key={row} collection={collection} row={row} open={open} />
                    ))}
                  </div>
                  <p>
                    {[...new Set(rows.map((row) => classOf(collection, row).name))].join(" · ")}
                  </p>
                  <small>
                    {(100 * likeness).toFixed(1)} % alike{mirrored && ", mirrored"}
                  </small>
                </li>
              );
            })}
          </ul>
          {loading.value.pairs.length > most && (
            <button type="button" onClick={() => setMost(most + portion)}>
              Show more
            </button>
          )}
        </>
      )}
    </main>
  );
}

function told(total: number): string {
  if (total === 0) return "No two images look alike.";
  return total === 1 ? "One pair looks alike." : `${total.toLocaleString("en")} pairs look alike.`;
}
