import { useRef, useState } from "preact/hooks";
import type { Bin } from "./bins.ts";
import { countTicks, valueTicks } from "./histogram-scale.ts";

interface HistogramProps {
  readonly label: string;
  readonly bins: readonly Bin[];
  readonly format: (value: number) => string;
  readonly onChoose: (bin: Bin) => void;
}

/** Bars that are buttons; one of them is in the order of tabs, arrows move between them. */
export function Histogram({ label, bins, format, onChoose }: HistogramProps) {
  const bars = useRef<HTMLDivElement>(null);
  const [active, setActive] = useState(0);
  const [pointed, setPointed] = useState<number | undefined>(undefined);
  const most = Math.max(...bins.map(({ count }) => count));
  const textOf = ({ from, to, count }: Bin) =>
    `${format(from)} – ${format(to)}: ${count.toLocaleString("en")}`;
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const to = Math.min(Math.max(active + step, 0), bins.length - 1);
    setActive(to);
    (bars.current?.children[to] as HTMLElement | undefined)?.focus();
  };
  const shown = pointed === undefined ? undefined : bins[pointed];
  return (
    <div class="histogram">
      <div class="scale" aria-hidden="true">
        {countTicks(most).map(({ text, at }) => (
          <span key={text} style={{ bottom: `${100 * at}%` }}>
            {text}
          </span>
        ))}
      </div>
      <div
        ref={bars}
        class="bars"
        role="toolbar"
        aria-label={`${label}: bars`}
        onKeyDown={onKeyDown}
        onPointerLeave={() => setPointed(undefined)}
      >
        {bins.map((bin, at) => (
          <button
            key={bin.from}
            type="button"
            tabIndex={at === active ? 0 : -1}
            aria-label={textOf(bin)}
            onFocus={() => {
              setActive(at);
              setPointed(at);
            }}
            onBlur={() => setPointed(undefined)}
            onPointerEnter={() => setPointed(at)}
            onClick={() => onChoose(bin)}
          >
            <span style={{ height: `${(100 * bin.count) / most}%` }} />
          </button>
        ))}
      </div>
      <div class="axis" aria-hidden="true">
        {valueTicks(bins, format).map(({ text, at }) => (
          <span key={text} style={{ left: `${100 * at}%` }}>
            {text}
          </span>
        ))}
      </div>
      <p class="bar-words" aria-hidden="true">
        {shown && `${textOf(shown)} images`}
      </p>
    </div>
  );
}
