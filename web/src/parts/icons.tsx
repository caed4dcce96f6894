/** Drawings of one stroke width. They say nothing that the text beside them does not. */
import type { ComponentChildren } from 'preact';

function Icon({ children }: { readonly children: ComponentChildren }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      {children}
    </svg>
  );
}

const drawn = (path: string) => () => (
  <Icon>
    <path d={path} />
  </Icon>
);

export const SunIcon = drawn(
  'M12 7.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9ZM12 2v2M12 20v2M4 12H2M22 12h-2M5 5l1.4 1.4M17.6 17.6 19 19M19 5l-1.4 1.4M6.4 17.6 5 19',
);
export const MoonIcon = drawn('M20 14.2A8 8 0 0 1 9.8 4a8 8 0 1 0 10.2 10.2Z');
export const PictureIcon = drawn('M4 5h16v14H4zM4 15.5l4.5-4.5 4.5 4.5M12 14.5l3-3 5 5M15.5 8.6v.1');
export const PlusIcon = drawn('M12 5v14M5 12h14');
export const MinusIcon = drawn('M5 12h14');
export const CloseIcon = drawn('M6 6l12 12M18 6 6 18');
export const PauseIcon = drawn('M9 6v12M15 6v12');
export const PlayIcon = drawn('M8 5.5v13l10.5-6.5z');
export const SaveIcon = drawn('M12 4v11M7.5 10.5 12 15l4.5-4.5M5 19.5h14');
export const RetryIcon = drawn('M19.5 12a7.5 7.5 0 1 1-2.4-5.5M19.5 3.5v4h-4');
export const CheckIcon = drawn('M5 12.5 10 17.5 19 7');
export const AlertIcon = drawn('M12 4 2.8 19.5h18.4zM12 10v4.5M12 17v.1');
export const RulerIcon = drawn('M3.5 15.5 15.5 3.5l5 5-12 12zM12 7l2 2M9 10l2.5 2.5M6 13l2 2');

/** Large pixels that become small ones. */
export function Logo() {
  return (
    <svg class="logo" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <rect x="2" y="2" width="13" height="28" rx="3" />
      <rect x="17" y="2" width="13" height="13" rx="3" opacity=".72" />
      <rect x="17" y="17" width="6" height="6" rx="1.6" opacity=".5" />
      <rect x="24" y="17" width="6" height="6" rx="1.6" opacity=".32" />
      <rect x="17" y="24" width="6" height="6" rx="1.6" opacity=".32" />
      <rect x="24" y="24" width="6" height="6" rx="1.6" opacity=".2" />
    </svg>
  );
}
