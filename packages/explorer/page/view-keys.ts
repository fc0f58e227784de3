/** Keys that lead through a view, or scroll it. */
export const movingKeys = /^(Arrow|Home$|End$|Page)/;
/** Keys that open what the cursor is at. */
export const openingKeys = /^(Enter| )$/;

/** Puts the focus at the cursor of the view, or into the view. */
export function enterView(): void {
  const view = document.querySelector("main");
  const cursor = view?.querySelector<HTMLElement>('[role="gridcell"][tabindex="0"]');
  (cursor ?? view)?.focus();
}

/**
 * Hands a key that nobody uses to the view: all of them while nothing has the focus, as on a fresh page;
 * those that move also from buttons and links beside the view. With the focus in it, the browser scrolls it.
 *
 * @returns whether the key was the view's
 */
export function handToView(event: KeyboardEvent): boolean {
  const { target, key } = event;
  const view = document.querySelector("main");
  if (view === null || !(target instanceof Element) || view.contains(target)) return false;
  const free = target === document.body;
  const beside = target.matches("a, button") && target.closest("dialog") === null;
  const theirs = (free || beside) && movingKeys.test(key);
  if (!theirs && !(free && openingKeys.test(key))) return false;
  view.focus({ preventScroll: true });
  const { shiftKey } = event;
  const handed = new KeyboardEvent("keydown", { key, shiftKey, bubbles: true, cancelable: true });
  if (!view.dispatchEvent(handed)) event.preventDefault();
  return true;
}
