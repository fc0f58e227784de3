import type { ComponentChildren } from "preact";

function Icon({ children }: { children: ComponentChildren }) {
  return (
    <svg class="glyph" viewBox="0 0 20 20" width="18" height="18" aria-hidden="true">
      {children}
    </svg>
  );
}

export const SearchIcon = () => (
  <Icon>
    <circle cx="9" cy="9" r="5.5" />
    <path d="m13 13 4 4" />
  </Icon>
);

export const ThemeIcon = () => (
  <Icon>
    <circle cx="10" cy="10" r="6.5" />
    <path d="M10 3.5a6.5 6.5 0 0 1 0 13z" class="solid" />
  </Icon>
);

export const HelpIcon = () => (
  <Icon>
    <path d="M7.2 7.3a2.8 2.8 0 1 1 4.2 2.6c-.9.5-1.4 1-1.4 2.1" />
    <circle cx="10" cy="15" r=".6" class="solid" />
  </Icon>
);

export const CloseIcon = () => (
  <Icon>
    <path d="m5 5 10 10M15 5 5 15" />
  </Icon>
);

export const BackIcon = () => (
  <Icon>
    <path d="m12 4-6 6 6 6" />
  </Icon>
);

export const NextIcon = () => (
  <Icon>
    <path d="m8 4 6 6-6 6" />
  </Icon>
);

export const BrokenIcon = () => (
  <Icon>
    <path d="M3 4h14v12H3zM3 13l4-4 3 3M17 9l-4 2 1 2-3 3" />
  </Icon>
);
