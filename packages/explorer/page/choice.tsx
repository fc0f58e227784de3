interface PickProps<T extends string> {
  readonly label: string;
  /** Where the options say what it is about. */
  readonly quiet?: boolean;
  readonly value: T;
  readonly options: readonly (readonly [value: T, name: string])[];
  readonly onChange: (value: T) => void;
}

/** One of several. */
export function Pick<T extends string>({ label, quiet, value, options, onChange }: PickProps<T>) {
  return (
    <label>
      <span class={quiet ? "sr-only" : undefined}>{label}</span>
      <select value={value} onChange={(event) => onChange(event.currentTarget.value as T)}>
        <Options of={options} />
      </select>
    </label>
  );
}

function Options({ of }: { readonly of: PickProps<string>["options"] }) {
  return of.map(([value, name]) => (
    <option key={value} value={value}>
      {name}
    </option>
  ));
}

interface ChoiceProps<T extends string> extends Omit<PickProps<T>, "quiet" | "value" | "onChange"> {
  readonly value: T | undefined;
  /** What no choice is called: `any kind`. */
  readonly none: string;
  readonly onChange: (value: T | undefined) => void;
}

/** One of several, or none; the options say what it is about. */
export function Choice<T extends string>(props: ChoiceProps<T>) {
  const { label, value, none, options, onChange } = props;
  return (
    <label class={value === undefined ? undefined : "chosen"}>
      <span class="sr-only">{label}</span>
      <select
        value={value ?? ""}
        onChange={(event) => onChange((event.currentTarget.value || undefined) as T | undefined)}
      >
        <option value="">{none}</option>
        <Options of={options} />
      </select>
    </label>
  );
}
