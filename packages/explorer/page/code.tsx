import { useState } from "preact/hooks";

/** Code to take along. */
export function Code({ text }: { text: string }) {
  const [copied, setCopied] = useState(false);
  const copy = () =>
    navigator.clipboard?.writeText(text).then(() => {
      setCopied(true);
      setTimeout(() => setCopied(false), 1500);
    });
  return (
    <div class="code">
      <p class="bar">
        <small>Loads exactly this</small>
        <button type="button" class="link" onClick={copy}>
          {copied ? "Copied" : "Copy"}
        </button>
      </p>
      <pre tabIndex={0} role="region" aria-label="Code that loads these images">
        <code>{text}</code>
      </pre>
    </div>
  );
}
