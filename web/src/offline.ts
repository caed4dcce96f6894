/** The service worker, and whether the page can be installed. */

import { ortFiles } from 'virtual:ort';
import { manifest } from 'virtual:weights';
import { signal } from '@preact/signals';

export type OfflineState = 'none' | 'ready' | 'update';

export const offlineState = signal<OfflineState>('none');
export const online = signal(navigator.onLine);

/** The browser's question whether to install the page, kept until the visitor asks for it. */
interface InstallPrompt extends Event {
  prompt(): Promise<unknown>;
}
export const installPrompt = signal<InstallPrompt | undefined>(undefined);

addEventListener('beforeinstallprompt', (event) => {
  event.preventDefault();
  installPrompt.value = event as InstallPrompt;
});
addEventListener('appinstalled', () => {
  installPrompt.value = undefined;
});
for (const name of ['online', 'offline'])
  addEventListener(name, () => {
    online.value = navigator.onLine;
  });

/** The mark of a page that was loaded again once for the sake of the headers that its service worker adds. */
const reloaded = 'subpixel reloaded';

/** `idle`: whether nothing would be lost by loading the page again. */
export async function startServiceWorker(idle: () => boolean): Promise<void> {
  if (import.meta.env.DEV || !('serviceWorker' in navigator)) return;
  const { serviceWorker } = navigator;
  const first = serviceWorker.controller === null;
  const taken = new Promise<void>((resolve) => {
    serviceWorker.addEventListener('controllerchange', () => {
      if (!first) offlineState.value = 'update';
      resolve();
    });
  });
  try {
    await serviceWorker.register('sw.js', { scope: './' });
    if (first) await taken;
  } catch {
    return; // on a plain http address, for example: the page works without
  }
  // On a host without the headers for threads.
  if (!globalThis.crossOriginIsolated && !sessionStorage.getItem(reloaded) && idle()) {
    sessionStorage.setItem(reloaded, 'yes');
    location.reload();
    return;
  }
  await keepLargeFiles();
  if (offlineState.value === 'none') offlineState.value = 'ready';
}

/** The engine and the default network, ahead of their first use, unless the visitor saves data: the service worker keeps what passes by. */
async function keepLargeFiles(): Promise<void> {
  const { connection } = navigator as { connection?: { readonly saveData?: boolean; readonly effectiveType?: string } };
  if (connection?.saveData || /2g|3g/.test(connection?.effectiveType ?? '')) return;
  const network = manifest.networks.find(({ name }) => name === manifest.default);
  const files = [...ortFiles, ...(network?.files.map(({ url }) => url) ?? [])];
  await Promise.all(files.map((file) => fetch(file).then((response) => response.arrayBuffer())));
}
