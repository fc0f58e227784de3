/** How far something is that takes a while. */
export function Making({ done, total, what }: { done: number; total: number; what: string }) {
  return (
    <p class="making" role="status">
      <label>
        {what} … <progress value={done} max={total || 1} />
      </label>
      {total > 0 && ` ${done.toLocaleString("en")} of ${total.toLocaleString("en")}`}
    </p>
  );
}
