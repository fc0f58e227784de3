import { useLayoutEffect, useState } from "preact/hooks";

/** How long (ms) it is waited for. */
const patience = 1500;

/** Whether a picture is in sight: until then nothing is asked for that would delay it. */
export function useFirstPicture(): boolean {
  const [seen, setSeen] = useState(false);
  // Before the first one can come.
  useLayoutEffect(() => {
    if (seen) return;
    const timer = setTimeout(() => setSeen(true), patience);
    const onLoad = ({ target }: Event) => {
      if (target instanceof HTMLImageElement) setSeen(true);
    };
    // What an image tells does not bubble.
    addEventListener("load", onLoad, true);
    return () => {
      clearTimeout(timer);
      removeEventListener("load", onLoad, true);
    };
  }, [seen]);
  return seen;
}
