/** The built page in a browser of its own for the tests of one file; after each test nothing may have gone to another host or into the console. */
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { browserMissing } from '../../test/support/browser.ts';
import { buildPage, launch, type OpenOptions, openWatched, removeFolder, type ServedPage, servePage, type Watched } from './page-server.ts';

/** Opens the page for the test that calls it. */
export function watchedPage(): (options?: OpenOptions) => Promise<Watched['page']> {
  let folder: string | undefined;
  let served: ServedPage;
  let browser: Awaited<ReturnType<typeof launch>> | undefined;
  let watched: Watched | undefined;

  beforeAll(async () => {
    if (browserMissing) return;
    folder = await buildPage();
    served = await servePage(folder);
    browser = await launch();
  });
  afterEach(async () => {
    if (!watched) return;
    expect(watched.foreign, 'requests to other hosts').toEqual([]);
    expect(watched.failures, 'errors and warnings of the page').toEqual([]);
    await watched.page.context().close();
    watched = undefined;
  });
  afterAll(async () => {
    await browser?.close();
    await served?.close();
    await removeFolder(folder);
  });

  return async (options = {}) => {
    watched = await openWatched(browser!, served.url, options);
    return watched.page;
  };
}
