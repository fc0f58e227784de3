import { useEffect, useLayoutEffect, useState } from "preact/hooks";

/** Drawn beyond the edges of the window, in CSS pixels. */
export const margin = 500;
/** A jump by more than this is a flight: pictures wait until it ends. */
const flight = 1500;
const landing = 90;

/** The inner size of an element, kept up to date. */
export function useSize(element: { current: HTMLElement | null }): {
  width: number;
  height: number;
} {
  const [size, setSize] = useState({ width: 0, height: 0 });
  useLayoutEffect(() => {
    const frame = element.current as HTMLElement;
    const look = () => {
      const { paddingLeft, paddingRight } = getComputedStyle(frame);
      const padding = Number.parseFloat(paddingLeft) + Number.parseFloat(paddingRight);
      setSize({ width: frame.clientWidth - padding, height: frame.clientHeight });
    };
    look();
    const observer = new ResizeObserver(look);
    observer.observe(frame);
    return () => observer.disconnect();
  }, [element]);
  return size;
}

/** How far it is scrolled, to whole steps so that not every pixel is a new drawing; and if in flight. */
export function useScroll(element: {
  current: HTMLElement | null;
}): [top: number, flying: boolean] {
  const [state, setState] = useState<[number, boolean]>([0, false]);
  useEffect(() => {
    const frame = element.current as HTMLElement;
    let last = frame.scrollTop;
    let timer = 0;
    const onScroll = () => {
      const { scrollTop } = frame;
      const flying = Math.abs(scrollTop - last) > flight;
      last = scrollTop;
      setState((before) =>
        Math.abs(before[0] - scrollTop) < margin / 4 && before[1] === flying
          ? before
          : [scrollTop, flying],
      );
      clearTimeout(timer);
      timer = window.setTimeout(() => setState([frame.scrollTop, false]), landing);
    };
    frame.addEventListener("scroll", onScroll, { passive: true });
    return () => {
      frame.removeEventListener("scroll", onScroll);
      clearTimeout(timer);
    };
  }, [element]);
  return state;
}
