import { useEffect, useRef, useState } from "preact/hooks";
import type { Cell, Confusions } from "./confusions.ts";
import { MatrixAxis } from "./matrix-axis.tsx";
import { draw, following, type MatrixWindow, side, within } from "./matrix-window.ts";
import { onThemeChange } from "./theme.ts";

interface MatrixProps {
  readonly confusions: Confusions;
  readonly cell: Cell;
  /** What a place of the axis is called. */
  readonly name: (place: number) => string;
  readonly onCell: (cell: Cell) => void;
  readonly onShow: (cell: Cell) => void;
}

const leastSpan = 8;

/** True class down, answer across: a canvas with its axes, which the lists beside it say in words. */
export function Matrix({ confusions, cell, name, onCell, onShow }: MatrixProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const count = confusions.axis.length;
  const [view, setView] = useState<MatrixWindow>({ x: 0, y: 0, span: count });

  useEffect(() => {
    const redraw = () => canvas.current && draw(canvas.current, confusions, view, cell);
    redraw();
    return onThemeChange(redraw);
  }, [confusions, view, cell]);

  const zoom = (factor: number, centre = cell) =>
    setView(({ x, y, span: before }) => {
      const span = Math.min(Math.max(before * factor, Math.min(leastSpan, count)), count);
      const keep = (from: number, to: number) => to - ((to - from) * span) / before;
      return within(
        { x: keep(x, centre.answer + 0.5), y: keep(y, centre.label + 0.5), span },
        count,
      );
    });
  const clamp = (place: number) => Math.min(Math.max(place, 0), count - 1);
  const under = ({ offsetX, offsetY, currentTarget }: MouseEvent) => {
    const scale = view.span / (currentTarget as HTMLElement).clientWidth;
    return {
      label: clamp(Math.floor(view.y + offsetY * scale)),
      answer: clamp(Math.floor(view.x + offsetX * scale)),
    };
  };
  const drag = useRef<{ x: number; y: number; view: MatrixWindow; moved: boolean } | undefined>(
    undefined,
  );
  const onKeyDown = (event: KeyboardEvent) => {
    const [down, right] = {
      ArrowUp: [-1, 0],
      ArrowDown: [1, 0],
      ArrowLeft: [0, -1],
      ArrowRight: [0, 1],
    }[event.key] ?? [0, 0];
    if (event.key === "+" || event.key === "=") zoom(0.5);
    else if (event.key === "-") zoom(2);
    else if (event.key === "Enter") onShow(cell);
    else if (down !== 0 || right !== 0) {
      const step = event.shiftKey ? 10 : 1;
      const next = {
        label: clamp(cell.label + (down as number) * step),
        answer: clamp(cell.answer + (right as number) * step),
      };
      onCell(next);
      setView(following(view, next, count));
    } else return;
    event.preventDefault();
  };
  return (
    <div class="matrix-frame">
      <span class="axis-name down">true class</span>
      <MatrixAxis class="down" from={view.y} span={view.span} count={count} name={name} />
      <canvas
        ref={canvas}
        width={side}
        height={side}
        tabIndex={0}
        role="application"
        aria-roledescription="matrix"
        aria-label="Confusion matrix: arrows move, plus and minus zoom, Enter shows the images"
        aria-describedby="confusion-cell"
        onKeyDown={onKeyDown}
        onWheel={(event) => {
          event.preventDefault();
          zoom(event.deltaY < 0 ? 0.8 : 1.25, under(event));
        }}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          drag.current = { x: event.clientX, y: event.clientY, view, moved: false };
        }}
        onPointerMove={(event) => {
          const from = drag.current;
          if (from === undefined) return onCell(under(event));
          const scale = from.view.span / event.currentTarget.clientWidth;
          const [dx, dy] = [event.clientX - from.x, event.clientY - from.y];
          from.moved ||= Math.hypot(dx, dy) > 4;
          setView(
            within(
              { ...from.view, x: from.view.x - dx * scale, y: from.view.y - dy * scale },
              count,
            ),
          );
        }}
        onPointerUp={(event) => {
          const clicked = drag.current?.moved === false;
          drag.current = undefined;
          if (clicked) onShow(under(event));
        }}
      />
      <MatrixAxis class="across" from={view.x} span={view.span} count={count} name={name} />
      <span class="axis-name across">predicted class</span>
      <Legend confusions={confusions} />
      <p class="actions">
        <button type="button" onClick={() => zoom(0.5)}>
          Zoom in
        </button>
        <button type="button" onClick={() => zoom(2)}>
          Zoom out
        </button>
      </p>
    </div>
  );
}

function Legend({ confusions: { mostRight, mostWrong } }: Pick<MatrixProps, "confusions">) {
  return (
    <p class="legend">
      images a cell:
      <span>
        1 <i class="right" /> {mostRight.toLocaleString("en")} right
      </span>
      {mostWrong > 0 && (
        <span>
          1 <i class="wrong" /> {mostWrong.toLocaleString("en")} wrong
        </span>
      )}
    </p>
  );
}
