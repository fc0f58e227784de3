import type { OpeningState } from "./opened.ts";
import type { Opening } from "./opening.ts";

interface NoticeProps {
  readonly state: OpeningState;
  readonly open: (name: string, opening: Opening) => void;
  readonly dismiss: () => void;
}

/** How far an archive is opened, or why it cannot be, or what to know of it. */
export function Notice({ state, open, dismiss }: NoticeProps) {
  const { name, opening, making, failure, note } = state;
  if (note !== undefined) {
    return (
      <section class="open-notice" aria-label="Note">
        <p role="status">
          {name} is open, but {note}
        </p>
        <button type="button" onClick={dismiss}>
          Dismiss
        </button>
      </section>
    );
  }
  if (failure === undefined) {
    return (
      <p class="open-notice" role="status">
        <span>
          Opening {name} …{" "}
          {making && (
            <progress aria-label={`Opening ${name}`} value={making.done} max={making.total || 1} />
          )}
        </span>
        <button type="button" onClick={dismiss}>
          Cancel
        </button>
      </p>
    );
  }
  const { message, hint, code } = failure;
  // Folders that are no classes of ImageNet's may be somebody's own.
  const mayBeOwn = opening !== undefined && !opening.ownClasses && code === "UNEXPECTED_MEMBER";
  return (
    <div class="open-notice failed" role="alert">
      <p>
        {message}
        {hint !== undefined && <small>{hint}</small>}
      </p>
      {mayBeOwn && (
        <button type="button" onClick={() => open(name, { ...opening, ownClasses: true })}>
          Open its folders as classes
        </button>
      )}
      <button type="button" onClick={dismiss}>
        Dismiss
      </button>
    </div>
  );
}
