/** Buttons that open the browser's file dialog. */
import type { ComponentChildren } from 'preact';
import { useRef } from 'preact/hooks';

interface PickProps {
  readonly children: ComponentChildren;
  readonly class?: string;
  readonly folder?: boolean;
  readonly several?: boolean;
  readonly onFiles: (files: FileList) => void;
}

export function PickFiles({ children, class: name, folder = false, several = true, onFiles }: PickProps) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <button type="button" class={name} onClick={() => input.current?.click()}>
        {children}
      </button>
      <input
        ref={input}
        type="file"
        hidden
        tabIndex={-1}
        accept={folder ? undefined : 'image/*,.heic,.avif'}
        multiple={several}
        {...(folder ? { webkitdirectory: true } : {})}
        onChange={({ currentTarget }) => {
          if (currentTarget.files?.length) onFiles(currentTarget.files);
          currentTarget.value = '';
        }}
      />
    </>
  );
}
