interface MatrixAxisProps {
  readonly class: "down" | "across";
  /** The first place in sight, and how many are. */
  readonly from: number;
  readonly span: number;
  readonly count: number;
  readonly name: (place: number) => string;
}

const wantedNames = 16;

/** Names beside the matrix: of every class where there is room, else of some. */
export function MatrixAxis({ class: side, from, span, count, name }: MatrixAxisProps) {
  const step = Math.ceil(span / wantedNames);
  const places: number[] = [];
  // Multiples of the step, so that names stay with their classes as the matrix is moved.
  const first = Math.ceil((from - 0.5) / step) * step;
  for (let place = Math.max(first, 0); place < Math.min(from + span, count); place += step) {
    if (place + 0.5 >= from && place + 0.5 <= from + span) places.push(place);
  }
  return (
    <div class={`class-axis ${side}`} aria-hidden="true">
      {places.map((place) => {
        const at = `${(100 * (place + 0.5 - from)) / span}%`;
        return (
          <span key={place} style={side === "down" ? { top: at } : { left: at }}>
            {name(place)}
          </span>
        );
      })}
    </div>
  );
}
