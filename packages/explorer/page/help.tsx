import { Dialog } from "./dialog.tsx";

const shortcuts: readonly (readonly [keys: string, does: string])[] = [
  ["/", "search; ↓ leads from there to the images"],
  ["← ↑ → ↓", "move over the images"],
  ["Home End", "first and last image"],
  ["PgUp PgDn", "a screen up or down"],
  ["Enter", "open the image"],
  ["← →", "the image before or after, when one is open"],
  ["Esc", "close"],
  ["g", "group by class, or no longer"],
  ["?", "this list"],
];

export function Help({ close }: { close: () => void }) {
  return (
    <Dialog label="Keyboard shortcuts" class="help" close={close}>
      <h2>Keyboard</h2>
      <dl>
        {shortcuts.map(([keys, does]) => (
          <div key={does}>
            <dt>
              {keys.split(" ").map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
